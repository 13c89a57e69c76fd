package dev.sluice.cli.simulate;

import dev.sluice.cli.manifest.Manifests;
import dev.sluice.cli.story.Judge;
import dev.sluice.simulation.rollout.Ending;
import org.jspecify.annotations.Nullable;

/** A Canary and the traffic of its simulations. */
final class Shop {
  static final String CANARY =
      """
      apiVersion: flagger.app/v1beta1
      kind: Canary
      metadata: {name: shop, namespace: demo}
      spec:
        provider: istio
        targetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
        service: {port: 80}
        analysis:
          interval: 1m
          threshold: 2
          stepWeights: [5, 20, 50]
          metrics:
          - {name: request-success-rate, thresholdRange: {min: 99}}
          - {name: request-duration, thresholdRange: {max: 600}}
      """;

  private String yaml = CANARY;
  private @Nullable Judge judge;
  private String errors = "0.1%";
  private String latency = "80ms";
  private @Nullable String incident;
  private @Nullable String loadTest;
  private String matching = "10%";
  private long seed = 1;

  Shop with(String what, String other) {
    yaml = yaml.replace(what, other);
    return this;
  }

  Shop judgedBy(Judge other) {
    judge = other;
    return this;
  }

  Shop errors(String other) {
    errors = other;
    return this;
  }

  Shop latency(String other) {
    latency = other;
    return this;
  }

  Shop incident(String other) {
    incident = other;
    return this;
  }

  Shop loadTest(String other) {
    loadTest = other;
    return this;
  }

  Shop matching(String other) {
    matching = other;
    return this;
  }

  Shop seed(long other) {
    seed = other;
    return this;
  }

  Simulation simulation() {
    return new Simulation(
        Manifests.of(yaml),
        "istio",
        judge,
        Load.of("50rps", errors, latency, incident, matching, loadTest));
  }

  SimulationReport report() throws InterruptedException {
    return simulation().once(seed);
  }

  Ending ending() throws InterruptedException {
    return report().once().ending();
  }

  String told() throws InterruptedException {
    return String.join("\n", report().story());
  }
}
