package dev.sluice.operator.judging;

import dev.sluice.analysis.CheckResult;
import dev.sluice.rollout.Verdict;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a round said.
 *
 * @param verdict what it means for the rollout
 * @param results of each check, compared metrics first
 * @param words what the evidence says, for people; null where nothing is compared
 */
public record Judged(Verdict verdict, List<CheckResult> results, @Nullable Words words) {
  public Judged {
    results = List.copyOf(results);
  }

  /** This one, and what the bounds of other metrics say in the same round; the graver counts. */
  Judged with(Judged bounds) {
    return new Judged(
        Verdicts.graver(verdict, bounds.verdict),
        Stream.concat(results.stream(), bounds.results.stream()).toList(),
        words);
  }

  /**
   * The evidence in words.
   *
   * @param sentence what was decided, and on which evidence
   * @param estimate what a verdict still needs; null when nothing, or when it cannot be told
   * @param warnings what makes the evidence weaker than it could be, a sentence each
   */
  public record Words(String sentence, @Nullable String estimate, List<String> warnings) {
    public Words {
      warnings = List.copyOf(warnings);
    }
  }
}
