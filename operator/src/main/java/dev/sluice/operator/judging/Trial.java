package dev.sluice.operator.judging;

import dev.sluice.analysis.sequential.Against;
import dev.sluice.analysis.sequential.Estimate;
import dev.sluice.analysis.sequential.Evidence;
import dev.sluice.analysis.sequential.History;
import dev.sluice.analysis.sequential.Interval;
import dev.sluice.analysis.sequential.Judgement;
import dev.sluice.analysis.sequential.Planner;
import dev.sluice.operator.metrics.ArmReader;
import dev.sluice.operator.metrics.ArmReading;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Round;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of one rollout, or of one bake, as far as it was read. A new one reads the same
 * again from the beginning and comes to the same.
 */
final class Trial {
  private static final double PERCENT = 100;

  private final Key key;
  private final ArmReader past;
  private final ArmReader reader;

  /** The canary's share by the time at which it was given, as far as this process knows. */
  private final NavigableMap<Duration, Double> shares = new TreeMap<>();

  private @Nullable Evidence evidence;
  private @Nullable Estimate forecast;

  /**
   * What makes it this trial and no other.
   *
   * @param start when the analysis began, or the bake
   * @param against with whom the canary is compared; in a bake, the primary with its own past
   */
  record Key(String uid, int rollout, Instant start, Against against, SequentialSpec spec) {
    boolean baking() {
      return against == Against.OWN_PAST;
    }
  }

  /**
   * What is known after a round.
   *
   * @param judgement null while the primary's past could not be read
   * @param forecast what a verdict needs, as it was before there was evidence; null if that is not
   *     known or not asked
   * @param seen the end of the last interval that was judged, from the start
   * @param intervals how many were read in this round
   * @param problems why there are not more of them, whole sentences
   */
  record Standing(
      @Nullable Judgement judgement,
      @Nullable Estimate forecast,
      Duration seen,
      int intervals,
      List<String> problems) {}

  /**
   * @param past reads what the primary did before the rollout
   * @param reader reads what is judged; the same in an analysis
   */
  Trial(Key key, ArmReader past, ArmReader reader) {
    this.key = key;
    this.past = past;
    this.reader = reader;
  }

  Key key() {
    return key;
  }

  /**
   * Reads what is new and judges all of it.
   *
   * @throws InterruptedException when the thread is interrupted; the trial is then of no more use
   */
  synchronized Standing judge(Round round, Plan plan, Instant now) throws InterruptedException {
    Evidence known = evidence;
    if (known == null) {
      Optional<History> history = past.history();
      if (history.isEmpty()) {
        return new Standing(null, null, Duration.ZERO, 0, past.problems());
      }
      known = begin(history.get(), plan);
      evidence = known;
    }
    if (!key.baking()) {
      enter(known, round);
    }
    ArmReading reading = reader.read(this::share);
    for (Interval interval : reading.intervals()) {
      known.fold(interval);
    }
    return new Standing(
        known.verdict(since(now)),
        forecast,
        known.end(),
        reading.intervals().size(),
        reading.problems());
  }

  private Evidence begin(History history, Plan plan) {
    var settings = key.spec().settings();
    if (key.baking()) {
      return Evidence.of(settings, history, key.against());
    }
    List<Planner.Step> steps =
        plan.strategy().steps().stream()
            .filter(step -> step.split().canary() > 0)
            .map(step -> new Planner.Step(step.split().canary() / PERCENT, plan.least(step)))
            .toList();
    forecast = steps.isEmpty() ? null : Planner.estimate(settings, history, steps);
    return Evidence.of(settings, history, key.against());
  }

  /** A step whose next one gives the canary no share of its own has promotion next. */
  private void enter(Evidence known, Round round) {
    Duration at = since(round.stepStartedAt());
    double share = round.weight() / PERCENT;
    shares.put(at, share);
    OptionalDouble next =
        round.nextWeight().isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(
                round.nextWeight().getAsInt() == 0 ? 1 : round.nextWeight().getAsInt() / PERCENT);
    known.entered(at, share, next, round.stepTime());
  }

  private Duration since(Instant time) {
    return Duration.between(key.start(), time);
  }

  /** In a bake everything; where it is not known any more, nothing is expected of it. */
  private double share(Duration at) {
    if (key.baking()) {
      return 1;
    }
    var known = shares.floorEntry(at);
    return known == null ? 0 : known.getValue();
  }
}
