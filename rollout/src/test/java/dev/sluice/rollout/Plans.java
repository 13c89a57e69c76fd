package dev.sluice.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Plans for tests: two weighted steps of ten seconds, unless said otherwise. Immutable. */
final class Plans {
  static final Duration INTERVAL = Duration.ofSeconds(10);
  static final Duration EVIDENCE = Duration.ofSeconds(3);
  static final Duration DEADLINE = Duration.ofSeconds(60);

  private Strategy strategy;
  private boolean shifts = true;
  private int threshold = 3;
  private Judging judging = new Judging.Threshold();
  private Duration bake = Duration.ZERO;
  private int stepWeightPromotion;
  private List<Hook> hooks = List.of();
  private boolean skip;
  private boolean suspend;
  private Plan.OnFailure onFailure = Plan.OnFailure.ROLLBACK;
  private CanarySize size = CanarySize.AS_DECLARED;
  private Plan.@Nullable Baseline baseline;

  private Plans(Strategy strategy) {
    this.strategy = strategy;
  }

  static Plans weighted() {
    return of(Strategy.Weighted.by(20, 40, false));
  }

  static Plans of(Strategy strategy) {
    return new Plans(strategy);
  }

  Plan plan() {
    return new Plan(
        Plan.Subject.of("podinfo", "test", "Deployment", "podinfo"),
        strategy,
        shifts,
        INTERVAL,
        threshold,
        judging,
        DEADLINE,
        bake,
        stepWeightPromotion,
        hooks,
        skip,
        suspend,
        onFailure,
        size,
        baseline);
  }

  Plans strategy(Strategy other) {
    return with(plans -> plans.strategy = other);
  }

  Plans withoutShifting() {
    return with(plans -> plans.shifts = false);
  }

  Plans threshold(int failures) {
    return with(plans -> plans.threshold = failures);
  }

  /** Judged by evidence every three seconds. */
  Plans sequential(boolean earlyPromotion) {
    return with(plans -> plans.judging = new Judging.Sequential(EVIDENCE, earlyPromotion));
  }

  Plans thresholds() {
    return with(plans -> plans.judging = new Judging.Threshold());
  }

  Plans baking(Duration time) {
    return with(plans -> plans.bake = time);
  }

  Plans shiftingBackBy(int weight) {
    return with(plans -> plans.stepWeightPromotion = weight);
  }

  Plans hook(Hook.Type type, String name) {
    return with(
        plans -> {
          plans.hooks = new ArrayList<>(hooks);
          plans.hooks.add(new Hook(hooks.size(), name, type, false));
        });
  }

  Plans withoutHooks() {
    return with(plans -> plans.hooks = List.of());
  }

  Plans skipping() {
    return with(plans -> plans.skip = true);
  }

  Plans suspended(boolean now) {
    return with(plans -> plans.suspend = now);
  }

  Plans freezing() {
    return with(plans -> plans.onFailure = Plan.OnFailure.FREEZE);
  }

  Plans sized(CanarySize canary) {
    return with(plans -> plans.size = canary);
  }

  /** With a baseline of this size; 0 for that of the canary. */
  Plans baseline(int pods) {
    return with(plans -> plans.baseline = new Plan.Baseline(pods, true));
  }

  /** With a baseline that the provider cannot give traffic to. */
  Plans unroutableBaseline() {
    return with(plans -> plans.baseline = new Plan.Baseline(0, false));
  }

  Plans withoutBaseline() {
    return with(plans -> plans.baseline = null);
  }

  private Plans with(Consumer<Plans> change) {
    var copy = new Plans(strategy);
    copy.shifts = shifts;
    copy.threshold = threshold;
    copy.judging = judging;
    copy.bake = bake;
    copy.stepWeightPromotion = stepWeightPromotion;
    copy.hooks = hooks;
    copy.skip = skip;
    copy.suspend = suspend;
    copy.onFailure = onFailure;
    copy.size = size;
    copy.baseline = baseline;
    change.accept(copy);
    return copy;
  }

  @Override
  public String toString() {
    return plan().toString();
  }
}
