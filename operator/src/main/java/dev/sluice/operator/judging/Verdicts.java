package dev.sluice.operator.judging;

import dev.sluice.analysis.RoundVerdict;
import dev.sluice.analysis.sequential.Estimate;
import dev.sluice.analysis.sequential.Judgement;
import dev.sluice.analysis.sequential.OnInconclusive;
import dev.sluice.analysis.sequential.Settings;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the judges' answers mean for a rollout. */
final class Verdicts {
  private static final String HALT = "Halt advancement ";

  /** The traffic is known after so many intervals. */
  private static final int KNOWN = 4;

  private Verdicts() {}

  static Verdict of(RoundVerdict said) {
    return switch (said.outcome()) {
      case ADVANCE -> new Verdict.Passed();
      case HOLD -> new Verdict.Held(said.reasons());
      case FAIL -> new Verdict.Failed(said.reasons(), false);
      case ROLLBACK -> new Verdict.Failed(said.reasons(), true);
    };
  }

  static Judged of(
      SequentialSpec spec, Plan.Subject subject, Trial.Standing standing, Instant now) {
    Judgement judgement = standing.judgement();
    if (judgement == null) {
      return new Judged(held(standing.problems()), List.of(), null);
    }
    Estimate estimate =
        standing.seen().isZero() && standing.forecast() != null
            ? standing.forecast()
            : judgement.estimate();
    boolean stuck = standing.intervals() == 0 && !standing.problems().isEmpty();
    Verdict verdict =
        verdict(spec.settings(), judgement, warning(spec.settings(), subject, standing));
    return new Judged(
        stuck ? graver(verdict, held(standing.problems())) : verdict,
        Findings.of(spec.compared(), judgement, now),
        new Judged.Words(
            judgement.sentence(),
            estimate == null ? null : estimate.sentence(),
            Stream.concat(judgement.warnings().stream(), standing.problems().stream()).toList()));
  }

  /** The one that weighs more against the canary; of two that weigh the same, both. */
  static Verdict graver(Verdict one, Verdict other) {
    if (one instanceof Verdict.Held(var some) && other instanceof Verdict.Held(var more)) {
      return new Verdict.Held(Stream.concat(some.stream(), more.stream()).toList());
    }
    return weight(other) > weight(one) ? other : one;
  }

  private static int weight(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Passed _, Verdict.Proven _ -> 0;
      case Verdict.Undecided _ -> 1;
      case Verdict.Inconclusive _ -> 2;
      case Verdict.Held _ -> 3;
      case Verdict.Failed(var _, boolean critical) -> critical ? 5 : 4;
      case Verdict.Regressed _ -> 6;
    };
  }

  private static Verdict.Held held(List<String> problems) {
    List<String> told = new ArrayList<>();
    problems.forEach(problem -> told.add(HALT + problem));
    return new Verdict.Held(told);
  }

  private static Verdict verdict(Settings settings, Judgement judgement, @Nullable String warning) {
    String sentence = judgement.sentence();
    return switch (judgement.decision()) {
      case ROLLBACK ->
          judgement.anytimeP() <= settings.alpha()
              ? new Verdict.Regressed(sentence)
              : givenUp(sentence);
      case PROMOTE -> new Verdict.Proven(true, sentence);
      case ADVANCE -> new Verdict.Proven(false, sentence);
      case CONTINUE -> new Verdict.Undecided(warning);
      case NOT_RECEIVING_TRAFFIC -> held(List.of(sentence));
      case INCONCLUSIVE -> inconclusive(judgement.atDeadline(), sentence);
    };
  }

  private static Verdict inconclusive(@Nullable OnInconclusive then, String sentence) {
    return switch (then) {
      case null -> new Verdict.Inconclusive(sentence);
      case HOLD -> new Verdict.Inconclusive(sentence);
      case PROMOTE -> new Verdict.Passed(sentence);
      case ROLLBACK -> givenUp(sentence);
    };
  }

  /** Rolled back, though not on evidence. */
  private static Verdict givenUp(String sentence) {
    return new Verdict.Failed(List.of(HALT + sentence), true);
  }

  /** Null unless the traffic is too low to ever decide. */
  private static @Nullable String warning(
      Settings settings, Plan.Subject subject, Trial.Standing standing) {
    Estimate estimate = standing.judgement() == null ? null : standing.judgement().estimate();
    boolean known = standing.seen().compareTo(settings.interval().multipliedBy(KNOWN)) >= 0;
    return !known || estimate == null || estimate.beforeDeadline()
        ? null
        : "%s.%s %s".formatted(subject.target(), subject.namespace(), estimate.sentence());
  }
}
