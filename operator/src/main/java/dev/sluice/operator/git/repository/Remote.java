package dev.sluice.operator.git.repository;

import dev.sluice.operator.kube.ProblemException;
import java.net.URISyntaxException;
import org.eclipse.jgit.transport.URIish;

/**
 * A repository on a server, and how one identifies oneself there. Prints no secrets.
 *
 * @param url {@code https://}, {@code http://}, {@code ssh://} or {@code file://}
 */
public record Remote(String url, GitCredentials credentials) {
  /**
   * @throws ProblemException when the address is none of a kind that is understood, or carries a
   *     password, which would be shown to everybody who may read it
   */
  public Remote {
    URIish uri = parse(url);
    String scheme = uri.getScheme();
    if (scheme == null) {
      throw invalid(
          "\"%s\" has no scheme; write https://, ssh:// or file://, for example ssh://git@example.com/team/app.git"
              .formatted(url));
    }
    switch (scheme) {
      case "https", "http", "ssh", "file" -> {}
      default ->
          throw invalid(
              "%s:// is not understood; write https://, http://, ssh:// or file://"
                  .formatted(scheme));
    }
    if (uri.getPass() != null) {
      throw invalid("the URL carries a password; put it in the Secret that secretRef names");
    }
    if (!scheme.equals("file") && (uri.getHost() == null || uri.getHost().isEmpty())) {
      throw invalid("\"%s\" names no host".formatted(url));
    }
  }

  boolean isLocal() {
    return url.startsWith("file:");
  }

  boolean isSsh() {
    return url.startsWith("ssh:");
  }

  URIish uri() {
    return parse(url);
  }

  /** The server, for messages. */
  String server() {
    URIish uri = uri();
    if (isLocal()) {
      return uri.getPath();
    }
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  private static URIish parse(String url) {
    try {
      return new URIish(url);
    } catch (URISyntaxException e) {
      throw invalid("\"%s\" is no URL: %s".formatted(url, e.getReason()));
    }
  }

  private static ProblemException invalid(String why) {
    return new ProblemException("InvalidURL", "spec.url: " + why);
  }
}
