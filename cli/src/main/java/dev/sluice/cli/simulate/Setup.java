package dev.sluice.cli.simulate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.UserErrorException;
import dev.sluice.cli.manifest.Manifests;
import dev.sluice.cli.story.Judge;
import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.AnalysisSpec.WebhookSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.operator.canary.Planner;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.metrics.BuiltInMetrics;
import dev.sluice.operator.traffic.provider.TrafficRouters;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Split;
import dev.sluice.rollout.Step;
import dev.sluice.rollout.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Canary as it is simulated.
 *
 * @param canary with the metrics that there is traffic for
 * @param plan that the operator makes of it
 * @param meshProvider of Canaries that name none
 * @param notes what is simulated otherwise than it would be; whole sentences
 */
record Setup(Canary canary, Plan plan, String meshProvider, List<String> notes) {
  Setup {
    notes = List.copyOf(notes);
  }

  /**
   * Makes a Canary ready.
   *
   * @param judge in place of the Canary's own; null to leave it
   * @throws UserErrorException when it cannot be simulated, saying what to do
   */
  static Setup of(Manifests manifests, String meshProvider, @Nullable Judge judge, Load load) {
    Canary canary = edited(manifests, judge);
    if (Boolean.TRUE.equals(canary.getSpec().suspend())) {
      throw new UserErrorException("The Canary is suspended, so nothing happens: unset suspend.");
    }
    try {
      TrafficRouters routers =
          new TrafficRouters(
              manifests.cluster(),
              meshProvider,
              OperatorOptions.DEFAULTS.ingressAnnotationsPrefix());
      Plan plan = Planner.plan(canary, routers.of(canary).features());
      return new Setup(canary, plan, meshProvider, notes(manifests.canary(), canary, plan, load));
    } catch (ProblemException e) {
      throw new UserErrorException(e.explanation() + ".", e);
    }
  }

  /** Another judge, a uid, and only those metrics that there is traffic for. */
  private static Canary edited(Manifests manifests, @Nullable Judge judge) {
    List<MetricSpec> metrics = manifests.canary().getSpec().analysis().metrics();
    if (metrics.stream().noneMatch(BuiltInMetrics::isPlain)) {
      throw new UserErrorException(
          "The Canary has no metric that there is traffic for: add request-success-rate or"
              + " request-duration to spec.analysis.metrics.");
    }
    Canary edited = manifests.edited(tree -> edit(tree, metrics, judge));
    if (judge == Judge.THRESHOLD) {
      requireBounds(edited.getSpec().analysis());
    }
    return edited;
  }

  private static void edit(ObjectNode tree, List<MetricSpec> metrics, @Nullable Judge judge) {
    tree.withObject("/metadata").put("uid", "simulated");
    ObjectNode analysis = tree.withObject("/spec/analysis");
    ArrayNode kept = analysis.withArray("/metrics");
    for (int i = metrics.size() - 1; i >= 0; i--) {
      if (!BuiltInMetrics.isPlain(metrics.get(i))) {
        kept.remove(i);
      }
    }
    if (judge != null) {
      analysis.put("judge", judge(judge).name());
    }
  }

  private static AnalysisSpec.Judge judge(Judge judge) {
    return switch (judge) {
      case THRESHOLD -> AnalysisSpec.Judge.Threshold;
      case SEQUENTIAL -> AnalysisSpec.Judge.Sequential;
    };
  }

  private static void requireBounds(AnalysisSpec analysis) {
    for (MetricSpec metric : analysis.metrics()) {
      if (metric.threshold() == null && metric.thresholdRange() == null) {
        throw new UserErrorException(
            "--judge threshold: %s has no bounds to hold it to; add thresholdRange to it."
                .formatted(metric.name()));
      }
    }
  }

  private static List<String> notes(Canary given, Canary canary, Plan plan, Load load) {
    List<String> notes = new ArrayList<>(plan.warnings().stream().map(text -> text + ".").toList());
    String leftOut =
        given.getSpec().analysis().metrics().stream()
            .filter(metric -> !BuiltInMetrics.isPlain(metric))
            .map(MetricSpec::name)
            .collect(Collectors.joining(", "));
    if (!leftOut.isEmpty()) {
      notes.add(
          "Left out, since the traffic made up says nothing of queries of one's own: %s."
              .formatted(leftOut));
    }
    String hooks =
        canary.getSpec().analysis().webhooks().stream()
            .map(WebhookSpec::name)
            .collect(Collectors.joining(", "));
    if (!hooks.isEmpty()) {
      notes.add("Hooks are not called, each passes at once: %s.".formatted(hooks));
    }
    List<Step> steps = plan.strategy().steps();
    if (steps.stream().anyMatch(Step::hold)) {
      notes.add("Steps that hold are approved at once.");
    }
    switch (plan.strategy()) {
      case Strategy.ABTest _ ->
          notes.add(
              "%s of the requests match the A/B test (--matching)."
                  .formatted(Figures.percent(load.matching())));
      case Strategy.BlueGreen _ -> {
        if (load.loadTest() == 0 && steps.getFirst().split().equals(Split.PRIMARY)) {
          notes.add(
              "Before the switch the canary has no requests: give it those of a load test with"
                  + " --load-test.");
        }
      }
      case Strategy.Weighted _ -> {}
    }
    return notes;
  }

  /** Whether the duration that bounds are held against is a mean. */
  boolean means() {
    return BuiltInMetrics.durationIsMean(canary, meshProvider);
  }

  /** The share of the primary's requests that are copied where they are mirrored. */
  double mirrored() {
    Integer percent = canary.getSpec().analysis().mirrorWeight();
    return percent == null || percent == 0 ? 1 : percent / 100.0;
  }
}
