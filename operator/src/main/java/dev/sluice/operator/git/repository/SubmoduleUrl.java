package dev.sluice.operator.git.repository;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of submodules, as {@code .gitmodules} has them. */
final class SubmoduleUrl {
  /** The short form of an SSH address, such as {@code git@example.com:team/app.git}. */
  private static final Pattern SHORT = Pattern.compile("(?<host>[^/:]+):/*(?<path>[^/].*)");

  private static final Pattern UP = Pattern.compile("(^|/)\\.\\.?(/|$)");

  private SubmoduleUrl() {}

  /**
   * The whole address. One that begins with {@code ./} or {@code ../} is seen from the repository
   * that names it, and stays on its server.
   *
   * @param parent of the repository that names it
   * @return empty when it leads nowhere
   */
  static Optional<String> resolve(String parent, String url) {
    if (url.matches("[.][.]?(/.*)?")) {
      return relative(parent.replaceFirst("/+$", ""), url);
    }
    if (url.isBlank() || url.startsWith("/")) {
      return Optional.empty();
    }
    Matcher ssh = SHORT.matcher(url);
    return !url.contains("://") && ssh.matches()
        ? Optional.of("ssh://%s/%s".formatted(ssh.group("host"), ssh.group("path")))
        : Optional.of(url);
  }

  private static Optional<String> relative(String parent, String url) {
    int root = parent.indexOf('/', parent.indexOf("://") + "://".length());
    String base = parent;
    String rest = url;
    while (rest.startsWith("./") || rest.startsWith("../")) {
      if (rest.startsWith("../")) {
        int end = base.lastIndexOf('/');
        if (root < 0 || end < root) {
          return Optional.empty();
        }
        base = base.substring(0, end);
      }
      rest = rest.substring(rest.indexOf('/') + 1);
    }
    return rest.isEmpty() || rest.startsWith("/") || UP.matcher(rest).find()
        ? Optional.empty()
        : Optional.of(base + "/" + rest);
  }
}
