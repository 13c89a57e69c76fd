package dev.sluice.operator.canary;

import dev.sluice.analysis.sequential.Settings;
import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.AnalysisSpec.Baseline;
import dev.sluice.crds.AnalysisSpec.WebhookSpec;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanarySpec;
import dev.sluice.operator.judging.SequentialSpec;
import dev.sluice.operator.kube.GoDuration;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Feature;
import dev.sluice.rollout.CanarySize;
import dev.sluice.rollout.Hook;
import dev.sluice.rollout.Judging;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Split;
import dev.sluice.rollout.Step;
import dev.sluice.rollout.Strategy;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a Canary's spec into a {@link Plan}, with the contract's defaults (A1.2). */
public final class Planner {
  private static final Duration INTERVAL = Duration.ofSeconds(60);
  private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);
  private static final int PROGRESS_DEADLINE_SECONDS = 600;
  private static final Pattern REPLICAS = Pattern.compile("(\\d{1,6})(%?)");

  private Planner() {}

  /**
   * @param features what the router of the Canary's provider can do
   * @throws ProblemException if the spec makes no sense, saying which field and what to write
   */
  public static Plan plan(Canary canary, Set<Feature> features) {
    CanarySpec spec = canary.getSpec();
    AnalysisSpec analysis = spec.analysis();
    Affinity.requireTwoNames(analysis.sessionAffinity());
    Strategy strategy = strategy(analysis);
    return new Plan(
        Plan.Subject.of(
            canary.getMetadata().getName(),
            canary.getMetadata().getNamespace(),
            spec.targetRef().kind(),
            spec.targetRef().name()),
        strategy,
        features.contains(Feature.WEIGHTS),
        interval(analysis.interval()),
        atLeast("spec.analysis.threshold", orElse(analysis.threshold(), 1), 0, 1),
        judging(analysis),
        Duration.ofSeconds(
            atLeast(
                "spec.progressDeadlineSeconds",
                orElse(spec.progressDeadlineSeconds(), PROGRESS_DEADLINE_SECONDS),
                1,
                1)),
        duration("spec.analysis.bake", analysis.bake()),
        percent("spec.analysis.stepWeightPromotion", orElse(analysis.stepWeightPromotion(), 0), 0),
        hooks(analysis.webhooks()),
        Boolean.TRUE.equals(spec.skipAnalysis()),
        Boolean.TRUE.equals(spec.suspend()),
        analysis.onFailure() == AnalysisSpec.OnFailure.Freeze
            ? Plan.OnFailure.FREEZE
            : Plan.OnFailure.ROLLBACK,
        size("spec.canaryReplicas", spec.canaryReplicas()).orElse(CanarySize.AS_DECLARED),
        baseline(analysis, strategy, features.contains(Feature.BASELINE)));
  }

  /** What is declared of a baseline, unless it is switched off. */
  static Optional<Baseline> baseline(AnalysisSpec analysis) {
    return Optional.ofNullable(analysis.baseline())
        .filter(declared -> Boolean.TRUE.equals(declared.enabled()));
  }

  private static Plan.@Nullable Baseline baseline(
      AnalysisSpec analysis, Strategy strategy, boolean routable) {
    Baseline declared = baseline(analysis).orElse(null);
    if (declared == null) {
      return null;
    }
    if (!(strategy instanceof Strategy.Weighted)) {
      throw new ProblemException(
          "InvalidSpec",
          "spec.analysis.baseline needs shares of the traffic: set stepWeight, stepWeights or steps"
              + " in place of iterations, or remove baseline");
    }
    return new Plan.Baseline(
        declared.replicas() == null
            ? 0
            : atLeast("spec.analysis.baseline.replicas", declared.replicas(), 1, 1),
        routable);
  }

  private static Judging judging(AnalysisSpec analysis) {
    return switch (analysis.judge()) {
      case null -> new Judging.Threshold();
      case Threshold -> new Judging.Threshold();
      case Sequential -> {
        Settings settings = SequentialSpec.of(analysis, interval(analysis.interval())).settings();
        yield new Judging.Sequential(settings.interval(), settings.earlyPromotion());
      }
    };
  }

  /** Zero where the field is absent. */
  private static Duration duration(String field, @Nullable String text) {
    return text == null ? Duration.ZERO : GoDuration.parse(text, field);
  }

  private static Duration interval(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return INTERVAL;
    }
    Duration interval = GoDuration.parse(text, "spec.analysis.interval");
    return interval.compareTo(LEAST_INTERVAL) < 0 ? LEAST_INTERVAL : interval;
  }

  private static Strategy strategy(AnalysisSpec analysis) {
    int iterations = atLeast("spec.analysis.iterations", orElse(analysis.iterations(), 0), 0, 0);
    boolean mirror = Boolean.TRUE.equals(analysis.mirror());
    if (iterations > 0) {
      return analysis.match().isEmpty()
          ? new Strategy.BlueGreen(iterations, mirror)
          : new Strategy.ABTest(iterations);
    }
    if (!analysis.steps().isEmpty()) {
      return Strategy.Weighted.of(steps(analysis.steps()));
    }
    int stepWeight = percent("spec.analysis.stepWeight", orElse(analysis.stepWeight(), 0), 0);
    if (stepWeight > 0) {
      int max = percent("spec.analysis.maxWeight", orElse(analysis.maxWeight(), 100), 0);
      return Strategy.Weighted.by(stepWeight, max == 0 ? 100 : max, mirror);
    }
    if (analysis.stepWeights().isEmpty()) {
      throw new ProblemException(
          "InvalidSpec",
          "spec.analysis names no strategy: set stepWeight, stepWeights or steps for a weighted"
              + " canary, or iterations for blue/green and (with match) A/B testing");
    }
    for (int i = 0; i < analysis.stepWeights().size(); i++) {
      int weight =
          percent("spec.analysis.stepWeights[" + i + "]", analysis.stepWeights().get(i), 0);
      if (i > 0 && weight < analysis.stepWeights().get(i - 1)) {
        throw new ProblemException(
            "InvalidSpec",
            "spec.analysis.stepWeights[%d]: %d is less than the step before; weights go up"
                .formatted(i, weight));
      }
    }
    return Strategy.Weighted.of(analysis.stepWeights(), mirror);
  }

  private static List<Step> steps(List<AnalysisSpec.Step> declared) {
    List<Step> steps = new ArrayList<>();
    for (AnalysisSpec.Step step : declared) {
      String field = "spec.analysis.steps[" + steps.size() + "]";
      steps.add(
          new Step(
              Split.canary(percent(field + ".weight", step.weight(), 0)),
              0,
              duration(field + ".duration", step.duration()),
              Boolean.TRUE.equals(step.hold()),
              size(field + ".replicas", step.replicas()).orElse(null),
              step.name()));
    }
    return steps;
  }

  private static List<Hook> hooks(List<WebhookSpec> webhooks) {
    List<Hook> hooks = new ArrayList<>();
    for (int i = 0; i < webhooks.size(); i++) {
      WebhookSpec webhook = webhooks.get(i);
      int index = i;
      hookType(webhook.type(), i)
          .ifPresent(
              type ->
                  hooks.add(
                      new Hook(
                          index, webhook.name(), type, Boolean.TRUE.equals(webhook.muteAlert()))));
    }
    return hooks;
  }

  /** Empty for an event hook, which is no part of the rollout. */
  private static Optional<Hook.Type> hookType(@Nullable String text, int index) {
    if (text == null || text.isEmpty()) {
      return Optional.of(Hook.Type.ROLLOUT);
    }
    if (text.equals("event")) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(Hook.Type.values())
            .filter(type -> type.text().equals(text))
            .findAny()
            .orElseThrow(
                () ->
                    new ProblemException(
                        "InvalidSpec",
                        "spec.analysis.webhooks[%d].type: %s is unknown; write one of event, %s"
                            .formatted(
                                index,
                                text,
                                Arrays.stream(Hook.Type.values())
                                    .map(Hook.Type::text)
                                    .collect(Collectors.joining(", "))))));
  }

  /** Empty where the field is absent. */
  private static Optional<CanarySize> size(String field, @Nullable IntOrString value) {
    if (value == null) {
      return Optional.empty();
    }
    String text = String.valueOf(value.getValue());
    if (text.equals("FollowWeight")) {
      return Optional.of(new CanarySize.FollowWeight());
    }
    var match = REPLICAS.matcher(text);
    int number = match.matches() ? Integer.parseInt(match.group(1)) : 0;
    boolean percent = number > 0 && !match.group(2).isEmpty();
    if (number < 1 || (percent && number > 100)) {
      throw new ProblemException(
          "InvalidSpec",
          "%s: %s cannot be read; write a number of pods (2), a percentage (20%%) or FollowWeight"
              .formatted(field, text));
    }
    return Optional.of(percent ? new CanarySize.Percent(number) : new CanarySize.Pods(number));
  }

  private static int orElse(@Nullable Integer value, int absent) {
    return Objects.requireNonNullElse(value, absent);
  }

  private static int percent(String field, int value, int least) {
    if (value > 100) {
      throw new ProblemException(
          "InvalidSpec", "%s: %d is over 100; weights are percent".formatted(field, value));
    }
    return atLeast(field, value, least, least);
  }

  /** Flagger takes some values that are too small as its default. */
  private static int atLeast(String field, int value, int least, int raisedTo) {
    if (value < least) {
      throw new ProblemException(
          "InvalidSpec", "%s: %d is too small; the least is %d".formatted(field, value, least));
    }
    return Math.max(value, raisedTo);
  }
}
