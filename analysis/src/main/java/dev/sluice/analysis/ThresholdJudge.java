package dev.sluice.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Flagger's judge: every value against fixed bounds, every round for itself. Unlike Flagger's it
 * looks at all checks of a round, not only up to the first that fails.
 */
public final class ThresholdJudge implements Judge {
  @Override
  public RoundVerdict judge(Subject subject, List<Measured> round) {
    return RoundVerdict.of(round.stream().map(measured -> result(subject, measured)).toList());
  }

  private static CheckResult result(Subject subject, Measured measured) {
    Check check = measured.check();
    return switch (measured.sample()) {
      case Sample.Value(double raw) -> {
        double value = check.metric().judged(raw);
        String halt = HaltText.outOfBounds(subject, check, value);
        Verdict failed = check.critical() ? Verdict.CRITICAL : Verdict.FAILED;
        yield result(measured, value, halt == null ? Verdict.PASSED : failed, halt);
      }
      case Sample.NoData(String reason) ->
          result(
              measured, null, withoutData(check.noData()), HaltText.noData(subject, check, reason));
      case Sample.Failed(String reason) ->
          result(measured, null, withoutAnswer(check.noData()), HaltText.failed(check, reason));
      case Sample.Unasked(String message) ->
          result(measured, null, withoutAnswer(check.noData()), message);
    };
  }

  private static Verdict withoutData(NoDataPolicy policy) {
    return switch (policy) {
      case FAIL -> Verdict.FAILED;
      case HOLD -> Verdict.HELD;
      case PASS -> Verdict.PASSED;
    };
  }

  private static Verdict withoutAnswer(NoDataPolicy policy) {
    return policy == NoDataPolicy.HOLD ? Verdict.HELD : Verdict.FAILED;
  }

  private static CheckResult result(
      Measured measured, @Nullable Double value, Verdict verdict, @Nullable String message) {
    Check check = measured.check();
    return new CheckResult(
        check.name(),
        check.metric(),
        value,
        check.bounds().inWords(check.metric()),
        verdict,
        check.dryRun(),
        measured.query(),
        measured.at(),
        message,
        null);
  }
}
