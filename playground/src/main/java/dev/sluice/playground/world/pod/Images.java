package dev.sluice.playground.world.pod;

import java.util.Map;

/** The images that the node knows. */
final class Images {
  /** A tag that no image has, to show what a mistyped one does. */
  private static final String MISSING = "does-not-exist";

  private static final Map<String, Image> KNOWN =
      Map.of("sluice.dev/demo", DemoApp::start, "podinfo", DemoApp::start);

  /** An image and the tag that it was asked for by. */
  record Found(Image image, String tag) {}

  private Images() {}

  static Found find(String reference) throws BadContainerException {
    String name = reference.replaceFirst("@.*$", "");
    int colon = name.lastIndexOf(':');
    boolean tagged = colon > name.lastIndexOf('/');
    String tag = tagged ? name.substring(colon + 1) : "latest";
    String repository = tagged ? name.substring(0, colon) : name;
    Image image = KNOWN.get(repository);
    if (image == null) {
      image = KNOWN.get(repository.substring(repository.lastIndexOf('/') + 1));
    }
    if (image == null || tag.equals(MISSING)) {
      throw new BadContainerException(
          "ErrImagePull",
          "failed to pull image \"%s\": not found; the playground has sluice.dev/demo and podinfo"
              .formatted(reference));
    }
    return new Found(image, tag);
  }
}
