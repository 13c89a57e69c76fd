package dev.sluice.cli.story;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the story came to.
 *
 * @param healed how long what somebody did past Git was there; null if it was not put right
 * @param again what became of the version that was shipped once more; null if none was
 * @param log what {@code git log --notes=sluice} says, the newest first
 */
public record Summary(
    Story story,
    List<Result> results,
    @Nullable Duration healed,
    @Nullable Result again,
    List<Logged> log) {

  public Summary {
    results = List.copyOf(results);
    log = List.copyOf(log);
  }

  /**
   * A commit in the history.
   *
   * @param notes the lines of its note
   */
  public record Logged(Commit commit, List<String> notes) {
    public Logged {
      notes = List.copyOf(notes);
    }
  }

  /** Whether every version ended as it should, in Git too, and what was done past Git is undone. */
  public boolean ok() {
    return results.size() == story.releases().size()
        && results.stream().allMatch(Result::asExpected)
        && healed != null
        && (story.again() == null || (again != null && again.asExpected()));
  }

  /** What the same bad version cost with the one judge, then with the other; empty if not known. */
  public List<Cost> comparison() {
    Result second = again;
    return second == null
        ? List.of()
        : Stream.concat(
                results.stream()
                    .filter(result -> result.release().equals(second.release()))
                    .map(result -> Cost.of(story.judge(), result)),
                Stream.of(Cost.of(Judge.THRESHOLD, second)))
            .toList();
  }

  /**
   * What a version cost until it was rolled back.
   *
   * @param seconds from the push to the end
   */
  @JsonPropertyOrder({"judge", "version", "seconds", "clientFailures"})
  public record Cost(Judge judge, String version, double seconds, long clientFailures) {
    private static Cost of(Judge judge, Result result) {
      return new Cost(
          judge, result.release().name(), inSeconds(result.took()), result.clients().failures());
    }
  }

  /** The same for programs. */
  public Report report() {
    return new Report(
        ok(),
        results.stream().map(Summary::version).toList(),
        story.judge(),
        comparison(),
        healed == null ? null : inSeconds(healed));
  }

  private static Version version(Result result) {
    return new Version(
        result.release().name(),
        result.release().expected(),
        result.outcome(),
        result.reason(),
        inSeconds(result.took()),
        result.clients().requests(),
        result.clients().failures(),
        result.commit() == null ? null : result.commit().sha(),
        result.revert());
  }

  private static double inSeconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  /**
   * The summary as JSON has it.
   *
   * @param driftSeconds how long what somebody did past Git was there; null if it stayed
   */
  @JsonPropertyOrder({"ok", "versions", "judge", "comparison", "driftSeconds"})
  public record Report(
      boolean ok,
      List<Version> versions,
      Judge judge,
      List<Cost> comparison,
      @Nullable Double driftSeconds) {}

  /**
   * One version as JSON has it.
   *
   * @param seconds from the push to the end
   * @param commit what brought the version, all 40 digits; null if that is not known
   * @param revert what took it back in Git, all 40 digits; null if nothing did
   */
  @JsonPropertyOrder({
    "name",
    "expected",
    "outcome",
    "reason",
    "seconds",
    "clientRequests",
    "clientFailures",
    "commit",
    "revert"
  })
  public record Version(
      String name,
      Outcome expected,
      Outcome outcome,
      String reason,
      double seconds,
      long clientRequests,
      long clientFailures,
      @Nullable String commit,
      @Nullable String revert) {}
}
