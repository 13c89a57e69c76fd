package dev.sluice.operator.git.hold;

import dev.sluice.operator.git.apply.ObjectKey;
import dev.sluice.operator.git.writeback.PastRelease;
import java.util.List;

/**
 * The target of a Canary that this cluster has never seen, with what the repository's notes say of
 * it: another cluster may have released it before.
 *
 * @param canary as {@code namespace/name}
 * @param past its rollouts, the newest first
 */
public record Newcomer(String canary, ObjectKey target, List<PastRelease> past) {
  public Newcomer {
    past = List.copyOf(past);
  }
}
