package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Two Canaries with one target would each undo what the other does (A3, 18). */
public final class SharedTarget {
  private SharedTarget() {}

  /**
   * The problem of a Canary whose target another one has too.
   *
   * @param all Canaries that may be others, of any namespace
   */
  public static Optional<ProblemException> problem(
      Canary canary, Collection<? extends Canary> all) {
    var others =
        all.stream()
            .filter(other -> isAnother(canary, other))
            .filter(other -> sameTarget(canary, other))
            .map(other -> other.getMetadata().getName())
            .sorted()
            .collect(Collectors.joining(", "));
    var target = canary.getSpec().targetRef();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ProblemException(
                "SharedTarget",
                "Bad things will happen! Found more than one canary with the same target: %s %s.%s is also the target of %s; delete all but one"
                    .formatted(
                        target.kind(),
                        target.name(),
                        canary.getMetadata().getNamespace(),
                        others)));
  }

  private static boolean isAnother(Canary canary, Canary other) {
    return Objects.equals(canary.getMetadata().getNamespace(), other.getMetadata().getNamespace())
        && !canary.getMetadata().getName().equals(other.getMetadata().getName());
  }

  private static boolean sameTarget(Canary canary, Canary other) {
    var one = canary.getSpec().targetRef();
    var two = other.getSpec().targetRef();
    return one.kind().equals(two.kind()) && one.name().equals(two.name());
  }
}
