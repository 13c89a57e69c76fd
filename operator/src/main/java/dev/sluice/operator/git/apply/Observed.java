package dev.sluice.operator.git.apply;

import java.util.List;
import java.util.Map;

/**
 * What a look has found where another tool applies.
 *
 * @param inventory what is in the cluster of what Git declares, and of which commit
 * @param pending by id, what is not as Git declares it, and was not before
 * @param drift what has not been as Git declares it for too long, or was and is not any more
 * @param changes one line for each object that was seen to be of another commit than before
 * @param passedOver what is another one than the watch knew, by what it was to the watch
 */
public record Observed(
    Inventory inventory,
    Map<String, Pending> pending,
    List<Applied.Drift> drift,
    List<String> changes,
    Map<ObjectKey, String> passedOver) {
  public Observed {
    pending = Map.copyOf(pending);
    drift = List.copyOf(drift);
    changes = List.copyOf(changes);
    passedOver = Map.copyOf(passedOver);
  }
}
