package dev.sluice.cli.story;

/**
 * One version that is shipped.
 *
 * @param name as people call it, such as {@code 1.2}
 * @param image the container image that is that version
 * @param character what its users would say, to follow "Version 1.2 …"
 * @param expected how its rollout should end
 */
public record Release(String name, String image, String character, Outcome expected) {
  /** The image's tag, which is what the version calls itself when it answers. */
  public String tag() {
    return image.substring(image.lastIndexOf(':') + 1);
  }
}
