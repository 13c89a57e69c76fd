package dev.sluice.cli.play;

import dev.sluice.cli.show.Scene.Progress;
import dev.sluice.cli.show.Scene.Step;
import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/** The way of a weighted canary, and how far along it is. */
final class Steps {
  private static final int ALL = 100;
  private static final Set<String> PROMOTING = Set.of("Promoting", "Finalising");

  private Steps() {}

  static List<Step> of(Canary canary) {
    AnalysisSpec analysis = canary.getSpec().analysis();
    if (analysis == null) {
      return List.of();
    }
    CanaryStatus status = canary.getStatus();
    String phase = status == null ? "" : Objects.requireNonNullElse(status.phase(), "");
    int weight = status == null ? 0 : Objects.requireNonNullElse(status.canaryWeight(), 0);
    List<Step> steps = new ArrayList<>();
    for (int step : weights(analysis)) {
      steps.add(new Step(step + "%", progress(step, weight, phase)));
    }
    steps.add(new Step("promoted", promotion(phase)));
    return steps;
  }

  private static List<Integer> weights(AnalysisSpec analysis) {
    if (!analysis.stepWeights().isEmpty()) {
      return analysis.stepWeights();
    }
    int step = Objects.requireNonNullElse(analysis.stepWeight(), 0);
    if (step <= 0) {
      return List.of();
    }
    int most = Math.min(ALL, Objects.requireNonNullElse(analysis.maxWeight(), ALL));
    return IntStream.iterate(step, w -> w < most + step, w -> w + step)
        .map(w -> Math.min(w, ALL))
        .boxed()
        .toList();
  }

  private static Progress progress(int step, int weight, String phase) {
    if (PROMOTING.contains(phase) || phase.equals("Succeeded")) {
      return Progress.DONE;
    }
    if (!phase.equals("Progressing") && !phase.equals("WaitingPromotion")) {
      return Progress.AHEAD;
    }
    if (step == weight) {
      return Progress.NOW;
    }
    return step < weight ? Progress.DONE : Progress.AHEAD;
  }

  private static Progress promotion(String phase) {
    if (phase.equals("Failed")) {
      return Progress.FAILED;
    }
    if (phase.equals("Succeeded")) {
      return Progress.DONE;
    }
    return PROMOTING.contains(phase) ? Progress.NOW : Progress.AHEAD;
  }
}
