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

  /** Every path that the whole expression describes. */
  record Regex(Pattern pattern) implements PathMatch {}

  default boolean matches(String path) {
    return switch (this) {
      case Exact exact -> exact.path().equals(path);
      case Prefix prefix -> isBelow(path, prefix.path());
      case Characters characters -> path.startsWith(characters.start());
      case Regex regex -> regex.pattern().matcher(path).matches();
    };
  }

  private static boolean isBelow(String path, String prefix) {
    String base = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    return path.equals(base) || path.startsWith(base + "/") || base.isEmpty();
  }

  /** How specific it is: exact before regular expressions before prefixes. */
  default int kind() {
    return switch (this) {
      case Exact exact -> 2;
      case Regex regex -> 1;
      case Prefix prefix -> 0;
      case Characters characters -> 0;
    };
  }

  default String text() {
    return switch (this) {
      case Exact exact -> exact.path();
      case Prefix prefix -> prefix.path();
      case Characters characters -> characters.start();
      case Regex regex -> regex.pattern().pattern();
    };
  }
}
