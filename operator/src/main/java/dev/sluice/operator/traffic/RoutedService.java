package dev.sluice.operator.traffic;

import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.Canary;
import dev.sluice.crds.ServiceSpec;
import dev.sluice.operator.kube.ProblemException;

/**
 * The service of a Canary whose traffic is routed.
 *
 * @param owner the Canary
 * @param spec its {@code spec.service}
 * @param apex name of the Service that users call; the others are derived from it
 */
public record RoutedService(Canary owner, ServiceSpec spec, String apex) {
  /**
   * @throws ProblemException if the Canary has no {@code spec.service}
   */
  public static RoutedService of(Canary canary) {
    ServiceSpec service = canary.getSpec().service();
    if (service == null) {
      throw new ProblemException(
          "ServiceMissing",
          "spec.service is missing: without it no traffic can be routed; add spec.service with the"
              + " port of the workload");
    }
    String name = service.name();
    return new RoutedService(
        canary,
        service,
        name == null || name.isEmpty() ? canary.getSpec().targetRef().name() : name);
  }

  /** Name of the primary's Service. */
  public String primary() {
    return apex + "-primary";
  }

  /** Name of the canary's Service. */
  public String canary() {
    return apex + "-canary";
  }

  /** Name of the baseline's Service, which is there while a rollout has a baseline. */
  public String baseline() {
    return apex + "-baseline";
  }

  /** What a route has to have, for messages. */
  public String weights() {
    return "rule with weights for %s and %s".formatted(primary(), canary());
  }

  /** Port of all Services. */
  public int port() {
    return spec.port();
  }

  public String namespace() {
    return owner.getMetadata().getNamespace();
  }

  public AnalysisSpec analysis() {
    return owner.getSpec().analysis();
  }
}
