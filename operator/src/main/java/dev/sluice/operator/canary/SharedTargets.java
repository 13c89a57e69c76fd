package dev.sluice.operator.canary;

import dev.sluice.crds.Canary;
import dev.sluice.rollout.Problem;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds Canaries that have one target. The oldest goes on; the others wait. */
final class SharedTargets {
  private static final Comparator<Canary> OLDEST_FIRST =
      Comparator.comparing((Canary canary) -> canary.getMetadata().getCreationTimestamp())
          .thenComparing(canary -> canary.getMetadata().getName());

  private SharedTargets() {}

  /**
   * What is wrong for this Canary; empty if the target is its own.
   *
   * @param ofSameTarget all Canaries with its target, itself included
   */
  static Optional<Problem> problem(Canary canary, Stream<Canary> ofSameTarget) {
    return ofSameTarget
        .filter(other -> !other.isMarkedForDeletion())
        .min(OLDEST_FIRST)
        .filter(first -> !first.getMetadata().getUid().equals(canary.getMetadata().getUid()))
        .map(first -> problem(canary, first));
  }

  private static Problem problem(Canary canary, Canary first) {
    return new Problem(
        "TargetInUse",
        ("%s %s already belongs to the Canary %s: delete one of the two Canaries, or give this one"
                + " another spec.targetRef")
            .formatted(
                canary.getSpec().targetRef().kind(),
                canary.getSpec().targetRef().name(),
                first.getMetadata().getName()),
        true);
  }
}
