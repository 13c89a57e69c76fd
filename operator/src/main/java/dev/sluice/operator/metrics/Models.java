package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the query templates of a Canary's metrics can name. */
final class Models {
  private static final String PRIMARY_REVISION = "flagger.app/primary-revision";

  private final Cluster cluster;
  private final MetricsOptions options;

  Models(Cluster cluster, MetricsOptions options) {
    this.cluster = cluster;
    this.options = options;
  }

  /**
   * For what the canary does.
   *
   * @param defaultInterval where the metric has none; may be empty
   * @throws ProblemException when a Knative service has no revision yet
   */
  TemplateModel of(Canary canary, MetricSpec metric, String defaultInterval) {
    return of(canary, metric, defaultInterval, Arm.CANARY);
  }

  /** For what an arm does, where the template itself says which one. */
  TemplateModel of(Canary canary, MetricSpec metric, String defaultInterval, Arm arm) {
    String interval = metric.interval();
    TemplateModel model =
        TemplateModel.of(
            canary,
            interval == null || interval.isEmpty() ? defaultInterval : interval,
            metric.templateVariables());
    String provider = canary.getSpec().provider();
    boolean knative = "knative".equals(provider) || options.meshProvider().equals("knative");
    return knative ? model.withRoute(revision(canary, arm)) : model;
  }

  /** For what an arm does, where the template has its workload as {@code arm} or {@code target}. */
  TemplateModel ofArm(Canary canary, MetricSpec metric, String defaultInterval, Arm arm) {
    TemplateModel model = of(canary, metric, defaultInterval, arm);
    return model.withTarget(model.target() + Observer.suffix(arm));
  }

  private String revision(Canary canary, Arm arm) {
    String namespace = canary.getMetadata().getNamespace();
    String name = canary.getSpec().targetRef().name();
    Optional<KnativeService> service = cluster.get(KnativeService.class, namespace, name);
    return (arm == Arm.CANARY ? service.map(Models::newest) : service.map(Models::primary))
        .orElseThrow(
            () ->
                new ProblemException(
                    "KnativeServiceNotFound",
                    "Error fetching Knative service %s/%s not found, or it has no revision yet"
                        .formatted(namespace, name)));
  }

  private static @Nullable String newest(KnativeService service) {
    return service.getStatus() == null ? null : service.getStatus().latestCreatedRevisionName();
  }

  private static @Nullable String primary(KnativeService service) {
    return Objects.requireNonNullElse(
            service.getMetadata().getAnnotations(), Map.<String, String>of())
        .get(PRIMARY_REVISION);
  }
}
