package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.SampleSource.Fetched;
import dev.sluice.analysis.sequential.Arms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which metrics could not be read, why, and how often in a row. */
final class Failures {
  /** So often a metric is asked again before the others go on without it. */
  private static final int PATIENCE = 3;

  private record Failure(String reason, int times) {}

  private final Map<String, Failure> failures = new LinkedHashMap<>();
  private boolean all;
  private boolean ahead;

  /** What came of asking, by metric. */
  void take(Map<String, Fetched> answers) {
    ahead = false;
    answers.forEach(
        (name, answer) -> {
          switch (answer) {
            case Fetched.Complete complete -> failures.remove(name);
            case Fetched.TooLarge(String reason) -> failed(name, reason);
            case Fetched.Failed(String reason) -> failed(name, reason);
          }
        });
    all = failures.size() == answers.size();
  }

  private void failed(String name, String reason) {
    Failure before = failures.get(name);
    failures.put(name, new Failure(reason, before == null ? 1 : before.times() + 1));
  }

  /** Time was asked for that is yet to come for the server. */
  void aheadOfTheServer() {
    ahead = true;
  }

  /** Whether the metrics wait for those that failed; if all did, there is nothing to go on with. */
  boolean areWaitedFor() {
    return all || failures.values().stream().anyMatch(failure -> failure.times() < PATIENCE);
  }

  /** What stands for a metric that could not be read. */
  Optional<Arms> missing(String name) {
    Failure failure = failures.get(name);
    return failure == null
        ? Optional.empty()
        : Optional.of(new Arms.Missing(failure.reason(), true));
  }

  /** For people. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    failures.forEach(
        (name, failure) ->
            sentences.add("%s cannot be read: %s".formatted(name, failure.reason())));
    if (ahead) {
      sentences.add(
          "the clock here is ahead of that of the metrics' server; set both by the same source");
    }
    return sentences;
  }
}
