package dev.sluice.operator.git.apply;

import java.util.List;

/**
 * What an attempt has done.
 *
 * @param inventory what there is now
 * @param changes one line for each object that was made, changed or deleted
 * @param drift what is not as Git has it and was left so
 * @param healed what others had changed or deleted and was put right
 */
public record Applied(
    Inventory inventory, List<String> changes, List<Drift> drift, List<Drift> healed) {
  /** What others did to an object. */
  public enum What {
    CHANGED,
    DELETED,

    /** Whoever applies it has not done so for long. */
    NOT_APPLIED
  }

  /** One object that others have changed. */
  public record Drift(ObjectKey key, What what) {}

  public Applied {
    changes = List.copyOf(changes);
    drift = List.copyOf(drift);
    healed = List.copyOf(healed);
  }
}
