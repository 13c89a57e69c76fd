package dev.sluice.operator.git.image;

import dev.sluice.operator.kube.ProblemException;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * An image's repository in a registry.
 *
 * @param written as the manifest has it, and as manifests with the image get it
 * @param registry host, with a port where there is one
 * @param repository path in the registry
 */
record ImageName(String written, String registry, String repository) {
  private static final String DOCKER_HUB = "docker.io";

  /** The distribution specification's grammar of a repository's name. */
  private static final Pattern REPOSITORY =
      Pattern.compile("[a-z0-9]+(?:(?:[._]|__|-+|/)[a-z0-9]+)*");

  private static final Pattern REGISTRY =
      Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?");

  /**
   * Reads a name as Docker does: what is before the first slash is a registry if it has a dot or a
   * colon or is {@code localhost}; otherwise the image is Docker Hub's.
   *
   * @throws ProblemException when it is no image
   */
  static ImageName parse(String image) {
    int slash = image.indexOf('/');
    String first = slash < 0 ? "" : image.substring(0, slash);
    boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
    String registry = named ? first : DOCKER_HUB;
    String repository = named ? image.substring(slash + 1) : image;
    if (registry.equals(DOCKER_HUB) && !repository.contains("/")) {
      repository = "library/" + repository;
    }
    if (!REGISTRY.matcher(registry).matches() || !REPOSITORY.matcher(repository).matches()) {
      throw new ProblemException(
          "InvalidImage",
          "spec.image: \"%s\" is no image; write for example ghcr.io/acme/podinfo, without tag and digest"
              .formatted(image));
    }
    return new ImageName(image, registry, repository);
  }

  /** The image with this tag and, unless it is empty, digest, as a manifest writes it. */
  String at(String tag, String digest) {
    return written + ":" + tag + (digest.isEmpty() ? "" : "@" + digest);
  }

  /**
   * Where the registry's API has this repository.
   *
   * @param insecure whether it is spoken to in plain HTTP, as one on this machine always is
   */
  HttpUrl address(boolean insecure) {
    String host = registry.equals(DOCKER_HUB) ? "registry-1.docker.io" : registry;
    HttpUrl secure = HttpUrl.get("https://" + host);
    boolean plain = insecure || isHere(secure.host());
    return HttpUrl.get((plain ? "http://" : "https://") + host)
        .newBuilder()
        .addPathSegment("v2")
        .addPathSegments(repository)
        .build();
  }

  private static boolean isHere(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }
}
