package dev.sluice.operator.git.apply;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The target of a Canary, and what it reads, kept as an older commit has it.
 *
 * @param canary as {@code namespace/name}
 * @param kept the commit that it is kept at
 * @param instead the commit that is held back
 * @param reason for people
 */
public record Hold(
    String canary, String kept, String instead, Until until, String reason, List<Held> objects) {
  /** What ends a hold. */
  public enum Until {
    /** A commit that changes one of the objects. */
    NEWER_COMMIT,

    /** The Canary has its primary: what is held back is rolled out then. */
    INITIALIZED
  }

  /**
   * One object.
   *
   * @param declared a hash of what Git declares instead; null when it is not in Git any more
   */
  public record Held(ObjectKey key, @Nullable String declared) {}

  public Hold {
    objects = List.copyOf(objects);
  }

  /** What is said of the object with this id, if it is held. */
  public Optional<Held> of(String id) {
    return objects.stream().filter(held -> held.key().id().equals(id)).findFirst();
  }
}
