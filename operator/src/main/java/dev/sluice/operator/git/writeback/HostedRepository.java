package dev.sluice.operator.git.writeback;

import dev.sluice.operator.kube.ProblemException;
import java.net.URI;
import java.net.URISyntaxException;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A repository as its host names it.
 *
 * @param site where the host's pages are
 * @param path owner and name, with a slash; GitLab has groups of groups in between
 */
record HostedRepository(HttpUrl site, String path) {
  /**
   * Reads it from the URL that it is cloned from. A host that is cloned from over SSH has its API
   * under HTTPS.
   *
   * @throws ProblemException when it tells no owner and name
   */
  static HostedRepository parse(String url) {
    try {
      URI uri = new URI(url);
      String path =
          uri.getPath() == null
              ? ""
              : uri.getPath().replaceAll("^/+|/+$", "").replaceFirst("\\.git$", "");
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (uri.getHost() != null && path.contains("/")) {
        HttpUrl.Builder site =
            new HttpUrl.Builder().scheme(web ? uri.getScheme() : "https").host(uri.getHost());
        if (web && uri.getPort() > 0) {
          site.port(uri.getPort());
        }
        return new HostedRepository(site.build(), path);
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw unknown(url, e);
    }
    throw unknown(url, null);
  }

  /** Where the host's API has it. */
  HttpUrl api(Hosting.Provider provider) {
    return switch (provider) {
      case GITHUB ->
          site.host().equals("github.com")
              ? HttpUrl.get("https://api.github.com/repos/")
                  .newBuilder()
                  .addPathSegments(path)
                  .build()
              : site.newBuilder().addPathSegments("api/v3/repos/" + path).build();
      case GITLAB ->
          site.newBuilder().addPathSegments("api/v4/projects").addPathSegment(path).build();
      case GITEA -> site.newBuilder().addPathSegments("api/v1/repos/" + path).build();
    };
  }

  private static ProblemException unknown(String url, @Nullable Exception cause) {
    return new ProblemException(
        "HostUnknown",
        "%s tells no host, owner and name, so no pull request can be opened for it".formatted(url),
        cause);
  }
}
