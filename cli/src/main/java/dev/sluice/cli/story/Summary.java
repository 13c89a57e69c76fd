package dev.sluice.cli.story;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the story came to.
 *
 * @param again what became of the version that was shipped once more; null if none was
 */
public record Summary(Story story, List<Result> results, @Nullable Result again) {
  /** Of a story in which nothing is shipped again. */
  public Summary(Story story, List<Result> results) {
    this(story, results, null);
  }

  public Summary {
    results = List.copyOf(results);
  }

  /** Whether every version of the story was shipped and ended as it should. */
  public boolean ok() {
    return results.size() == story.releases().size()
        && results.stream().allMatch(Result::asExpected)
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
   * @param seconds from the change of the image to the end
   */
  @JsonPropertyOrder({"judge", "version", "seconds", "clientFailures"})
  public record Cost(Judge judge, String version, double seconds, long clientFailures) {
    private static Cost of(Judge judge, Result result) {
      return new Cost(
          judge,
          result.release().name(),
          result.took().toMillis() / 1000.0,
          result.clients().failures());
    }
  }

  /** The same for programs. */
  public Report report() {
    return new Report(
        ok(), results.stream().map(Summary::version).toList(), story.judge(), comparison());
  }

  private static Version version(Result result) {
    return new Version(
        result.release().name(),
        result.release().expected(),
        result.outcome(),
        result.reason(),
        result.took().toMillis() / 1000.0,
        result.clients().requests(),
        result.clients().failures(),
        null,
        null);
  }

  /** The summary as JSON has it. */
  @JsonPropertyOrder({"ok", "versions", "judge", "comparison"})
  public record Report(boolean ok, List<Version> versions, Judge judge, List<Cost> comparison) {}

  /**
   * One version as JSON has it.
   *
   * @param seconds from the change of the image to the end
   * @param commit what brought the version, if it came from Git
   * @param revert what took it back in Git
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
