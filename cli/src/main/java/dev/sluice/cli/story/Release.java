package dev.sluice.cli.story;

/**
 * One version that is shipped.
 *
 * @param name as people call it, such as {@code 1.2}
 * @param tag of its image, which is what the version calls itself when it answers
 * @param character what its users would say, to follow "Version 1.2 …"
 * @param expected how its rollout should end
 */
public record Release(
    String name, String tag, String character, Outcome expected, Arrival arrival) {

  /** How a version comes. */
  public sealed interface Arrival {
    /**
     * Somebody commits it and pushes.
     *
     * @param author first name of a person
     * @param message of the commit, a line
     */
    record Push(String author, String message) implements Arrival {}

    /** Its image appears in the registry, and Sluice commits it. */
    record Image() implements Arrival {}
  }

  /** The same, pushed once more with another message. */
  Release again(String author, String message) {
    return new Release(name, tag, character, expected, new Arrival.Push(author, message));
  }
}
