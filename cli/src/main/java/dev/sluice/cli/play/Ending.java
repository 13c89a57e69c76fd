package dev.sluice.cli.play;

import dev.sluice.cli.story.Commit;
import dev.sluice.cli.story.Outcome;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import dev.sluice.crds.CanaryStatus.Source;
import dev.sluice.crds.CanaryStatus.WrittenBack;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a rollout ended, as the Canary's status has it.
 *
 * @param reason in the Canary's words
 * @param commit what brought the version; null if it came from nowhere
 * @param git what was written to Git; null until something was
 */
record Ending(Outcome outcome, String reason, @Nullable Commit commit, @Nullable WrittenBack git) {

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
            release -> outcome(release.outcome()).map(outcome -> ending(release, outcome, canary)));
  }

  /**
   * What brought the version that is on its way since another rollout ended.
   *
   * @param before the id of the rollout that ended last before it
   */
  static Optional<Commit> source(String before, Optional<Canary> canary) {
    return canary
        .map(Canary::getStatus)
        .map(CanaryStatus::rollout)
        .filter(rollout -> !before.equals(String.valueOf(rollout.id())))
        .map(CanaryStatus.Rollout::source)
        .map(Ending::commit);
  }

  /** The commit that took the version back in Git. */
  Optional<String> revert() {
    return Optional.ofNullable(git)
        .filter(written -> written.result().equals("Reverted"))
        .map(WrittenBack::commit);
  }

  private static Ending ending(
      CanaryStatus.Release release, Outcome outcome, Optional<Canary> canary) {
    return new Ending(
        outcome,
        reason(release, outcome, canary),
        release.source() == null ? null : commit(release.source()),
        release.git());
  }

  private static Commit commit(Source source) {
    return new Commit(
        source.commit(),
        Objects.requireNonNullElse(source.author(), ""),
        Objects.requireNonNullElse(source.message(), ""));
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

  /** Whether nothing is under way. */
  static boolean rests(Optional<Canary> canary) {
    return canary.map(Canary::getStatus).filter(Ending::rests).isPresent();
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
