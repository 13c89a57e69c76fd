package dev.sluice.operator.judging;

import dev.sluice.analysis.RoundVerdict;
import dev.sluice.analysis.ThresholdJudge;
import dev.sluice.analysis.sequential.Against;
import dev.sluice.crds.Canary;
import dev.sluice.operator.metrics.ComparedMetrics;
import dev.sluice.operator.metrics.Comparisons;
import dev.sluice.operator.metrics.Rounds;
import dev.sluice.rollout.Judging;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Round;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Judges rounds of checks, by bounds, by evidence, or both. Blocks. */
public final class Judges {
  private final Rounds rounds;
  private final Comparisons comparisons;
  private final InstantSource clock;

  /** By the Canary's uid. */
  private final Map<String, Trial> trials = new ConcurrentHashMap<>();

  public Judges(Rounds rounds, Comparisons comparisons, InstantSource clock) {
    this.rounds = rounds;
    this.comparisons = comparisons;
    this.clock = clock;
  }

  /**
   * Asks what this round is to ask, and judges it.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  public Judged judge(Canary canary, Plan plan, Round round) throws InterruptedException {
    return switch (plan.judging()) {
      case Judging.Threshold() -> bounds(canary, round, false);
      case Judging.Sequential _ -> {
        Judged evidence = evidence(canary, plan, round);
        yield round.complete() ? evidence.with(bounds(canary, round, true)) : evidence;
      }
    };
  }

  /** The text of an event that says which source is not there; empty when all are. */
  public Optional<String> unavailable(Canary canary) throws InterruptedException {
    return rounds.unavailable(canary);
  }

  /** Lets go of the evidence of a Canary, whose rollout is over or that is gone. */
  public void forget(String uid) {
    trials.remove(uid);
  }

  private Judged bounds(Canary canary, Round round, boolean comparedElsewhere)
      throws InterruptedException {
    RoundVerdict said =
        rounds.run(
            canary,
            canary.getSpec().analysis().metrics().stream()
                .filter(metric -> !comparedElsewhere || !ComparedMetrics.isCompared(metric))
                .toList(),
            round.baking() ? Rounds.Whom.PROMOTED : Rounds.Whom.CANARY,
            new ThresholdJudge());
    return new Judged(Verdicts.of(said), said.results(), null);
  }

  private Judged evidence(Canary canary, Plan plan, Round round) throws InterruptedException {
    String uid = canary.getMetadata().getUid();
    Trial trial = trial(canary, plan, round);
    Instant now = clock.instant();
    try {
      return Verdicts.of(trial.key().spec(), plan.subject(), trial.judge(round, plan, now), now);
    } catch (InterruptedException e) {
      trials.remove(uid, trial);
      throw e;
    }
  }

  private Trial trial(Canary canary, Plan plan, Round round) {
    String uid = canary.getMetadata().getUid();
    Instant start = round.baking() ? round.stepStartedAt() : round.analysisStartedAt();
    SequentialSpec spec = spec(canary, plan, round);
    Trial.Key key = new Trial.Key(uid, round.rollout(), start, against(plan, round), spec);
    return Objects.requireNonNull(
        trials.compute(
            uid,
            (_, known) ->
                known != null && known.key().equals(key) ? known : begin(canary, round, key)));
  }

  /** A bake ends when its time is over, undecided or not. */
  private static SequentialSpec spec(Canary canary, Plan plan, Round round) {
    SequentialSpec spec = SequentialSpec.of(canary.getSpec().analysis(), plan.interval());
    return round.baking() ? spec.until(round.stepTime()) : spec;
  }

  private Trial begin(Canary canary, Round round, Trial.Key key) {
    var metrics = key.spec().compared();
    Duration interval = key.spec().settings().interval();
    var present = comparisons.open(canary, metrics, interval, key.start(), key.against());
    var past =
        switch (key.against()) {
          case PRIMARY -> present;
          // It is too young to have a past; the primary's is that of the same revision.
          case BASELINE ->
              comparisons.open(canary, metrics, interval, key.start(), Against.PRIMARY);
          case OWN_PAST ->
              comparisons.open(
                  canary, metrics, interval, round.analysisStartedAt(), Against.OWN_PAST);
        };
    return new Trial(key, past, present);
  }

  private static Against against(Plan plan, Round round) {
    if (round.baking()) {
      return Against.OWN_PAST;
    }
    return plan.hasBaseline() ? Against.BASELINE : Against.PRIMARY;
  }
}
