package dev.sluice.operator.metrics;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanarySpec;

/** Which built-in queries a Canary's metrics are asked with. */
final class MetricsProvider {
  private MetricsProvider() {}

  /** The provider's name, as {@link Observer#of} and Flagger's events know it. */
  static String of(Canary canary, String meshProvider) {
    CanarySpec spec = canary.getSpec();
    String provider = meshProvider.contains("crossover") ? "crossover" : meshProvider;
    if (spec.provider() != null && !spec.provider().isEmpty()) {
      provider = meshProvider.contains("linkerd") ? "linkerd" : spec.provider();
    }
    boolean service =
        spec.targetRef().kind().equals("Service")
            && !spec.targetRef().apiVersion().startsWith("serving.knative.dev");
    return service ? provider + ":service" : provider;
  }
}
