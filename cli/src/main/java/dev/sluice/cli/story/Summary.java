package dev.sluice.cli.story;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the story came to. */
public record Summary(Story story, List<Result> results) {
  public Summary {
    results = List.copyOf(results);
  }

  /** Whether every version of the story was shipped and ended as it should. */
  public boolean ok() {
    return results.size() == story.releases().size()
        && results.stream().allMatch(Result::asExpected);
  }

  /** The same for programs. */
  public Report report() {
    return new Report(ok(), results.stream().map(Summary::version).toList());
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
  @JsonPropertyOrder({"ok", "versions"})
  public record Report(boolean ok, List<Version> versions) {}

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
