package dev.sluice.operator.judging;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.Estimate;
import dev.sluice.analysis.sequential.Evidence;
import dev.sluice.analysis.sequential.History;
import dev.sluice.analysis.sequential.Interval;
import dev.sluice.analysis.sequential.Judgement;
import dev.sluice.crds.AnalysisSpec;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Verdict;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What evidence means for a rollout; half of the traffic goes to the canary, in the last step. */
class VerdictsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Plan.Subject PODINFO =
      Plan.Subject.of("podinfo", "test", "Deployment", "podinfo");
  private static final String REASON = "request-success-rate cannot be read: it is away";

  @Test
  void regressesOnEvidenceWithTheSentence() {
    var judged = judged("Hold", counts(60, 400, 1, 400), 4);

    assertThat(judged.verdict())
        .isInstanceOfSatisfying(
            Verdict.Regressed.class,
            regressed ->
                assertThat(regressed.sentence())
                    .startsWith("canary 15% errors of 800 requests, primary 0.25% of 800; evidence")
                    .endsWith("rolled back"));
    var result = judged.results().getFirst();
    assertThat(result.value()).isEqualTo(85);
    assertThat(result.verdict()).isEqualTo(dev.sluice.analysis.Verdict.CRITICAL);
    assertThat(requireNonNull(result.evidence()).primary()).isEqualTo(99.75);
    assertThat(requireNonNull(result.evidence()).powerOfTen()).isGreaterThan(2);
  }

  @Test
  void isProvenAfterTheSoak() {
    assertThat(judged("Hold", counts(4, 4000, 4, 4000), 20).verdict())
        .isInstanceOfSatisfying(
            Verdict.Proven.class, proven -> assertThat(proven.wholly()).isTrue());
  }

  @Test
  void isUndecidedUntilThen() {
    var judged = judged("Hold", counts(4, 4000, 4, 4000), 4);

    assertThat(judged.verdict()).isEqualTo(new Verdict.Undecided());
    assertThat(requireNonNull(judged.words()).sentence()).contains("undecided, needs about");
  }

  @Test
  void warnsWhenTheTrafficIsTooLowToEverDecide() {
    var judged = judged("Hold", counts(0, 2, 0, 2), 8);

    assertThat(judged.verdict())
        .isInstanceOfSatisfying(
            Verdict.Undecided.class,
            undecided ->
                assertThat(undecided.warning())
                    .startsWith("podinfo.test needs about")
                    .endsWith("the traffic may be too low to decide"));
    assertThat(requireNonNull(judged.words()).estimate()).startsWith("needs about");
  }

  @Test
  void followsTheSpecWhenTheDeadlineIsReached() {
    var few = counts(0, 2, 0, 2);
    assertThat(judged("Promote", few, 120).verdict()).isInstanceOf(Verdict.Passed.class);
    assertThat(judged("Hold", few, 120).verdict()).isInstanceOf(Verdict.Inconclusive.class);
    assertThat(judged("Rollback", few, 120).verdict())
        .isInstanceOfSatisfying(
            Verdict.Failed.class, failed -> assertThat(failed.critical()).isTrue());
    assertThat(judged("Promote", new Arms.Missing("it is away", true), 120).verdict())
        .isInstanceOf(Verdict.Inconclusive.class);
  }

  @Test
  void holdsWithoutTrafficAndGivesUpLater() {
    assertThat(judged("Hold", counts(0, 0, 0, 400), 4).verdict())
        .isInstanceOfSatisfying(
            Verdict.Held.class,
            held ->
                assertThat(held.messages().getFirst())
                    .startsWith("Halt advancement the canary got none of about"));
    assertThat(judged("Hold", counts(0, 0, 0, 400), 12).verdict())
        .isInstanceOfSatisfying(
            Verdict.Failed.class, failed -> assertThat(failed.critical()).isTrue());
  }

  @Test
  void holdsWhileNothingCanBeRead() {
    var standing = new Trial.Standing(null, null, Duration.ZERO, 0, List.of(REASON));

    assertThat(Verdicts.of(spec("Hold"), PODINFO, standing, NOON).verdict())
        .isEqualTo(new Verdict.Held(List.of("Halt advancement " + REASON)));
    var stuck =
        new Trial.Standing(
            judgement("Hold", counts(4, 4000, 4, 4000), 20),
            null,
            Duration.ofMinutes(5),
            0,
            List.of(REASON));
    assertThat(Verdicts.of(spec("Hold"), PODINFO, stuck, NOON).verdict())
        .isEqualTo(new Verdict.Held(List.of("Halt advancement " + REASON)));
    assertThat(requireNonNull(Verdicts.of(spec("Hold"), PODINFO, stuck, NOON).words()).warnings())
        .contains(REASON);
  }

  @Test
  void forecastsBeforeThereIsEvidence() {
    var forecast =
        new Estimate(3400, Duration.ofMinutes(6), true, "needs about 3,400 canary requests");
    var standing =
        new Trial.Standing(
            judgement("Hold", counts(0, 1, 0, 1), 0), forecast, Duration.ZERO, 0, List.of());

    assertThat(
            requireNonNull(Verdicts.of(spec("Hold"), PODINFO, standing, NOON).words()).estimate())
        .isEqualTo("needs about 3,400 canary requests");
  }

  @Test
  void theGraverOfTwoCounts() {
    var failed = new Verdict.Failed(List.of("too slow"), false);
    var held = new Verdict.Held(List.of("no data"));
    var proven = new Verdict.Proven(true, "good");
    assertThat(Verdicts.graver(proven, new Verdict.Passed())).isEqualTo(proven);
    assertThat(Verdicts.graver(proven, failed)).isEqualTo(failed);
    assertThat(Verdicts.graver(held, failed)).isEqualTo(failed);
    assertThat(Verdicts.graver(new Verdict.Undecided(), new Verdict.Passed()))
        .isEqualTo(new Verdict.Undecided());
    assertThat(Verdicts.graver(new Verdict.Regressed("bad"), failed))
        .isEqualTo(new Verdict.Regressed("bad"));
    assertThat(Verdicts.graver(held, new Verdict.Held(List.of("nor here"))))
        .isEqualTo(new Verdict.Held(List.of("no data", "nor here")));
  }

  private static Judged judged(String onInconclusive, Arms arms, int intervals) {
    var seen = Duration.ofSeconds(15L * intervals);
    return Verdicts.of(
        spec(onInconclusive),
        PODINFO,
        new Trial.Standing(
            judgement(onInconclusive, arms, intervals), null, seen, 1, List.<String>of()),
        NOON);
  }

  private static @Nullable Judgement judgement(String onInconclusive, Arms arms, int intervals) {
    var evidence = Evidence.of(spec(onInconclusive).settings(), History.NONE);
    evidence.entered(Duration.ZERO, 0.5, OptionalDouble.empty());
    var interval = Duration.ofSeconds(15);
    for (int i = 0; i < intervals; i++) {
      evidence.fold(new Interval(interval.multipliedBy(i), interval, 0.5, List.of(arms)));
      if (evidence.verdict(evidence.end()).decision()
          == dev.sluice.analysis.sequential.Decision.ROLLBACK) {
        break;
      }
    }
    return evidence.verdict(interval.multipliedBy(intervals));
  }

  private static Arms counts(long canaryBad, long canary, long primaryBad, long primary) {
    return new Arms.Counts(canaryBad, canary, primaryBad, primary);
  }

  private static SequentialSpec spec(String onInconclusive) {
    return SequentialSpec.of(
        Serialization.unmarshal(
            """
            judge: Sequential
            sequential: {onInconclusive: %s}
            metrics: [{name: request-success-rate}]
            """
                .formatted(onInconclusive),
            AnalysisSpec.class),
        Duration.ofMinutes(1));
  }
}
