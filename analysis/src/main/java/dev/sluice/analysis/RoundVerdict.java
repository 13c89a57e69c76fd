package dev.sluice.analysis;

import java.util.List;

/**
 * What all checks of one round say together.
 *
 * @param results in the order in which they are reported
 */
public record RoundVerdict(Outcome outcome, List<CheckResult> results) {

  /** What a round means for the rollout; a later one is the graver. */
  public enum Outcome {
    /** Every check passed. */
    ADVANCE,
    /** Wait, and count nothing. */
    HOLD,
    /** One more failed check. */
    FAIL,
    /** Roll back now, however many failures are allowed. */
    ROLLBACK
  }

  public RoundVerdict {
    results = List.copyOf(results);
  }

  /** The gravest of the results; those of a dry run do not count. */
  public static RoundVerdict of(List<CheckResult> results) {
    Outcome outcome =
        results.stream()
            .filter(result -> !result.dryRun())
            .map(result -> outcomeOf(result.verdict()))
            .max(Outcome::compareTo)
            .orElse(Outcome.ADVANCE);
    return new RoundVerdict(outcome, results);
  }

  /** Why the rollout does not advance, an event's text for each reason; empty when it does. */
  public List<String> reasons() {
    return results.stream().filter(CheckResult::halts).map(RoundVerdict::told).toList();
  }

  private static Outcome outcomeOf(Verdict verdict) {
    return switch (verdict) {
      case PASSED -> Outcome.ADVANCE;
      case UNDECIDED, HELD -> Outcome.HOLD;
      case FAILED -> Outcome.FAIL;
      case CRITICAL -> Outcome.ROLLBACK;
    };
  }

  private static String told(CheckResult result) {
    return result.message() == null
        ? "Halt advancement " + result.name() + " " + result.verdict()
        : result.message();
  }
}
