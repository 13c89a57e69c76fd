package dev.sluice.playground.world.gateway;

import java.util.regex.Pattern;

/** Which paths a rule is for. */
sealed interface PathMatch {
  /** This path and no other. */
  record Exact(String path) implements PathMatch {}

  /** This path and what is below it, element by element: {@code /a} is no prefix of {@code /ab}. */
  record Prefix(String path) implements PathMatch {}

  /** Every path that starts with these characters. */
  record Characters(String start) implements PathMatch {}

  /** The method of any gRPC service: {@code /service/method}. */
  record AnyService(String method) implements PathMatch {}

  /** Every path that the whole expression describes. */
  record Regex(Pattern pattern) implements PathMatch {}

  default boolean matches(String path) {
    return switch (this) {
      case Exact exact -> exact.path().equals(path);
      case Prefix prefix -> isBelow(path, prefix.path());
      case Characters characters -> path.startsWith(characters.start());
      case AnyService service -> path.matches("/[^/]+/" + Pattern.quote(service.method()));
      case Regex regex -> regex.pattern().matcher(path).matches();
    };
  }

  private static boolean isBelow(String path, String prefix) {
    String base = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    return path.equals(base) || path.startsWith(base + "/") || base.isEmpty();
  }

  /**
   * How specific it is: exact before regular expressions before prefixes; a gRPC method of any
   * service comes after all services by name (the prefixes), and what takes every path is last.
   */
  default int kind() {
    return switch (this) {
      case Exact exact -> 4;
      case Regex regex -> 3;
      case Prefix prefix -> prefix.path().equals("/") ? 0 : 2;
      case Characters characters -> characters.start().equals("/") ? 0 : 2;
      case AnyService service -> 1;
    };
  }

  default String text() {
    return switch (this) {
      case Exact exact -> exact.path();
      case Prefix prefix -> prefix.path();
      case Characters characters -> characters.start();
      case AnyService service -> "/*/" + service.method();
      case Regex regex -> regex.pattern().pattern();
    };
  }
}
