package dev.sluice.operator.metrics;

import dev.sluice.analysis.Metric;
import dev.sluice.analysis.MetricSource;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.counting.Arm;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.AnalysisSpec.NamespacedRef;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.metrics.QueryTemplate.RenderException;
import dev.sluice.operator.metrics.Rounds.Whom;
import java.util.Objects;
import java.util.Optional;

/** Values are asked of the Prometheus that the operator, the Canary or a template names. */
final class PrometheusValues implements MetricValues {
  private static final String ONLINE_QUERY = "vector(1)";
  private static final Sample ONLINE = new Sample.Value(1);

  private final Models models;
  private final Sources sources;
  private final MetricsOptions options;

  PrometheusValues(Models models, Sources sources, MetricsOptions options) {
    this.models = models;
    this.sources = sources;
    this.options = options;
  }

  @Override
  public Asked of(Canary canary, MetricSpec metric, Metric kind, Whom whom) {
    try {
      Asked asked = rendered(canary, metric, kind, arm(whom));
      return new Asked(asked.query().strip(), asked.source());
    } catch (RenderException e) {
      throw new ProblemException(
          "QueryNotRendered", notRendered(canary, metric, kind) + ": " + e.getMessage(), e);
    }
  }

  private Asked rendered(Canary canary, MetricSpec metric, Metric kind, Arm arm)
      throws RenderException {
    return switch (kind) {
      case REQUEST_SUCCESS_RATE, REQUEST_DURATION -> builtIn(canary, metric, kind, arm);
      case QUERY ->
          new Asked(
              QueryTemplate.render(
                  Objects.requireNonNullElse(metric.query(), ""),
                  models.ofArm(canary, metric, BuiltInMetrics.WINDOW, arm)),
              sources.ofCanary(canary));
      case TEMPLATE -> templated(canary, metric, arm);
    };
  }

  private Asked builtIn(Canary canary, MetricSpec metric, Metric kind, Arm arm)
      throws RenderException {
    Observer observer = Observer.of(MetricsProvider.of(canary, options.meshProvider()));
    String template =
        kind == Metric.REQUEST_SUCCESS_RATE ? observer.successRate(arm) : observer.duration(arm);
    TemplateModel model = observer.model(models.of(canary, metric, BuiltInMetrics.WINDOW, arm));
    return new Asked(QueryTemplate.render(template, model), sources.ofCanary(canary));
  }

  private Asked templated(Canary canary, MetricSpec metric, Arm arm) throws RenderException {
    NamespacedRef ref = metric.templateRef();
    if (ref == null) {
      throw new ProblemException(
          "QueryMissing",
          "Metric query failed for no usable metrics template and query were configured");
    }
    Sources.Templated<MetricSource> template = sources.ofTemplate(canary, ref);
    TemplateModel model = models.ofArm(canary, metric, "", arm);
    return new Asked(QueryTemplate.render(template.query(), model), template.source());
  }

  /** How the event begins. */
  private String notRendered(Canary canary, MetricSpec metric, Metric kind) {
    return switch (kind) {
      case REQUEST_SUCCESS_RATE, REQUEST_DURATION -> "Prometheus query failed";
      case QUERY -> "Prometheus query failed for " + metric.name();
      case TEMPLATE ->
          (metric.templateRef() == null ? "" : sources.nameOf(canary, metric.templateRef()))
              + " query render error";
    };
  }

  private static Arm arm(Whom whom) {
    return switch (whom) {
      case CANARY -> Arm.CANARY;
      case PROMOTED -> Arm.PRIMARY;
    };
  }

  @Override
  public Optional<String> unavailable(Canary canary, MetricSpec metric) {
    try {
      if (Questions.asksCanarySource(metric)) {
        Optional<String> offline = offline(sources.ofCanary(canary));
        if (offline.isPresent()) {
          return offline.map(why -> "prometheus not available: " + why);
        }
      }
      NamespacedRef ref = metric.templateRef();
      return ref == null
          ? Optional.empty()
          : offline(sources.ofTemplate(canary, ref).source())
              .map(
                  why ->
                      "prometheus in %s not available: %s"
                          .formatted(sources.nameOf(canary, ref), why));
    } catch (ProblemException e) {
      return Optional.of(e.explanation());
    }
  }

  private static Optional<String> offline(MetricSource source) {
    return switch (source.query(ONLINE_QUERY)) {
      case Sample.Failed(String reason) -> Optional.of(reason);
      case Sample sample when sample.equals(ONLINE) -> Optional.empty();
      default -> Optional.of("value is not 1 for query: " + ONLINE_QUERY);
    };
  }
}
