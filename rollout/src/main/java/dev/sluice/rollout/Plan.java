package dev.sluice.rollout;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Canary's spec, normalised.
 *
 * @param subject whom it is about
 * @param declared the strategy as the spec has it; see {@link #strategy()} for the one in force
 * @param shiftsTraffic whether the provider can route; false for {@code kubernetes}
 * @param interval time from one round of checks to the next; positive
 * @param threshold failed checks that roll back; at least 1
 * @param progressDeadline the longest wait for a workload to become ready; positive
 * @param bake how long the promoted revision is watched before the rollout is over; zero for not at
 *     all
 * @param stepWeightPromotion by how many percent the primary gets its traffic back; 0 means all at
 *     once
 * @param hooks in the order of the spec
 * @param baseline what is declared of a baseline, null if there is to be none
 */
public record Plan(
    Subject subject,
    Strategy declared,
    boolean shiftsTraffic,
    Duration interval,
    int threshold,
    Judging judging,
    Duration progressDeadline,
    Duration bake,
    int stepWeightPromotion,
    List<Hook> hooks,
    boolean skipAnalysis,
    boolean suspend,
    OnFailure onFailure,
    CanarySize canarySize,
    @Nullable Baseline baseline) {

  /** Iterations of a canary whose provider cannot shift traffic (A3.12). */
  private static final int ITERATIONS_WITHOUT_SHIFTING = 10;

  static final String WITHOUT_BASELINE =
      "There is no baseline, the provider cannot share the traffic among three: the canary is"
          + " compared with the primary";

  public Plan {
    hooks = List.copyOf(hooks);
    if (!interval.isPositive() || !progressDeadline.isPositive()) {
      throw new IllegalArgumentException("interval and progress deadline must be positive");
    }
    if (bake.isNegative()) {
      throw new IllegalArgumentException("bake cannot be negative: " + bake);
    }
    if (threshold < 1) {
      throw new IllegalArgumentException("threshold must be at least 1: " + threshold);
    }
    if (stepWeightPromotion < 0 || stepWeightPromotion > 100) {
      throw new IllegalArgumentException(
          "stepWeightPromotion must be from 0 to 100: " + stepWeightPromotion);
    }
  }

  /** What happens when the analysis fails. */
  public enum OnFailure {
    ROLLBACK,
    FREEZE
  }

  /**
   * A fresh copy of the promoted revision to compare the canary with.
   *
   * @param pods its size; 0 for that of the canary
   * @param routable whether the provider can give it a share of the traffic; otherwise there is
   *     none, and the canary is compared with the primary
   */
  public record Baseline(int pods, boolean routable) {
    public Baseline {
      if (pods < 0) {
        throw new IllegalArgumentException("baseline.replicas must be at least 1: " + pods);
      }
    }
  }

  /**
   * The names that messages carry.
   *
   * @param canary the name of the Canary
   * @param kind the target's kind, such as {@code Deployment}
   * @param target the target's name
   * @param primary the primary's name
   * @param baseline the baseline's name
   */
  public record Subject(
      String canary,
      String namespace,
      String kind,
      String target,
      String primary,
      String baseline) {
    /** With the usual names of primary and baseline. */
    public static Subject of(String canary, String namespace, String kind, String target) {
      return new Subject(
          canary, namespace, kind, target, target + "-primary", target + "-baseline");
    }
  }

  /** One line of an alert's metadata (A8). */
  public record AlertField(String name, String value) {}

  /** The strategy in force: without traffic shifting, everything becomes blue/green (A3.12). */
  public Strategy strategy() {
    if (shiftsTraffic) {
      return declared;
    }
    return switch (declared) {
      case Strategy.Weighted _ -> new Strategy.BlueGreen(ITERATIONS_WITHOUT_SHIFTING, false);
      case Strategy.ABTest(int iterations) -> new Strategy.BlueGreen(iterations, false);
      case Strategy.BlueGreen(int iterations, boolean _) ->
          new Strategy.BlueGreen(iterations, false);
    };
  }

  /** Whether a canary is given a share of the traffic beside a baseline that gets as much. */
  public boolean hasBaseline() {
    return baseline != null && baseline.routable && strategy() instanceof Strategy.Weighted;
  }

  /** What is declared and cannot be done, for people. */
  public List<String> warnings() {
    var without = baseline == null || hasBaseline() ? List.<String>of() : List.of(WITHOUT_BASELINE);
    return Stream.concat(withoutShifting().stream(), without.stream()).toList();
  }

  /** What becomes of the strategy without traffic shifting, in the contract's words (A7). */
  private List<String> withoutShifting() {
    if (shiftsTraffic) {
      return List.of();
    }
    return switch (declared) {
      case Strategy.Weighted _ ->
          List.of(
              "Progressive traffic is not supported when using the kubernetes provider",
              "Setting canaryAnalysis.iterations: " + ITERATIONS_WITHOUT_SHIFTING);
      case Strategy.ABTest _ ->
          List.of("A/B testing is not supported when using the kubernetes provider");
      case Strategy.BlueGreen _ -> List.of();
    };
  }

  /** Whether steps are left early when the evidence is strong enough. */
  boolean earlyPromotion() {
    return judging instanceof Judging.Sequential(Duration _, boolean early) && early;
  }

  /** The least time in a step; zero when its first round may end it. */
  public Duration least(Step step) {
    return switch (judging) {
      case Judging.Threshold() -> step.duration();
      case Judging.Sequential _ -> step.duration().isPositive() ? step.duration() : interval;
    };
  }

  /** The hooks of one type, in order. */
  public List<Hook> hooks(Hook.Type type) {
    return hooks.stream().filter(hook -> hook.type() == type).toList();
  }

  /** The metadata that an {@link Effect.Alert} with metadata carries, in order (A8). */
  public List<AlertField> alertFields() {
    return List.of(
        new AlertField(
            "Target", "%s/%s.%s".formatted(subject.kind(), subject.target(), subject.namespace())),
        new AlertField("Failed checks threshold", String.valueOf(threshold)),
        new AlertField("Progress deadline", progressDeadline.toSeconds() + "s"),
        new AlertField("Traffic routing", strategy().routing()));
  }
}
