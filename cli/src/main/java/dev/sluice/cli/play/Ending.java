package dev.sluice.cli.play;

import dev.sluice.cli.story.Outcome;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a rollout ended, as the Canary's status has it.
 *
 * @param reason in the Canary's words
 */
record Ending(Outcome outcome, String reason) {

  /** The id of the rollout that ended last; empty if none has. */
  static String last(Optional<Canary> canary) {
    return history(canary).stream().findFirst().map(CanaryStatus.Release::id).orElse("");
  }

  /**
   * The ending of the rollout that came after another one, once the Canary has come to rest.
   *
   * @param before the id of the rollout that ended last before it
   */
  static Optional<Ending> after(String before, Optional<Canary> canary) {
    return history(canary).stream()
        .findFirst()
        .filter(release -> !release.id().equals(before))
        .filter(_ -> canary.map(Canary::getStatus).filter(Ending::rests).isPresent())
        .flatMap(
            release ->
                outcome(release.outcome())
                    .map(outcome -> new Ending(outcome, reason(release, outcome, canary))));
  }

  /** The status' own reason, with the values that were not as they must be. */
  private static String reason(
      CanaryStatus.Release release, Outcome outcome, Optional<Canary> canary) {
    String reason = Objects.requireNonNullElse(release.reason(), "");
    if (reason.isEmpty()) {
      return Conditions.message(canary);
    }
    String failed =
        outcome == Outcome.ROLLED_BACK
            ? canary.map(Canary::getStatus).map(Checks::failed).orElse("")
            : "";
    return failed.isEmpty() ? reason : reason + ": " + failed;
  }

  private static boolean rests(CanaryStatus status) {
    return "Succeeded".equals(status.phase()) || "Failed".equals(status.phase());
  }

  private static Optional<Outcome> outcome(String word) {
    return switch (word) {
      case "Promoted" -> Optional.of(Outcome.PROMOTED);
      case "RolledBack" -> Optional.of(Outcome.ROLLED_BACK);
      default -> Optional.empty();
    };
  }

  private static List<CanaryStatus.Release> history(Optional<Canary> canary) {
    return canary.map(Canary::getStatus).map(CanaryStatus::history).orElse(List.of());
  }
}
