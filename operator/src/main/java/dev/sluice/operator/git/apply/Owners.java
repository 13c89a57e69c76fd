package dev.sluice.operator.git.apply;

import java.util.Optional;

/**
 * Which other GitSyncs apply to the same cluster, and what they have there. Asked only in doubt.
 */
public interface Owners {
  /** Any that has the object in its inventory, as {@code name.namespace}. */
  Optional<String> any(ObjectKey key);

  /**
   * The same, of the one that an object's labels are of.
   *
   * @param label as {@link Origin#SYNC_NAME} has it
   */
  Optional<String> labelled(ObjectKey key, String label, String namespace);
}
