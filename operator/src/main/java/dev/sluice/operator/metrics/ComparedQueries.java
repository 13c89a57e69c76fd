package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.analysis.counting.CountedMetric;
import dev.sluice.analysis.counting.Role;
import dev.sluice.analysis.counting.SampleSource;
import dev.sluice.analysis.counting.Windows;
import dev.sluice.analysis.sequential.Comparison;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.metrics.Observer.PodNames;
import dev.sluice.operator.metrics.QueryTemplate.RenderException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is asked to compare a Canary's metrics, for each arm. */
final class ComparedQueries implements MetricReaders {

  private final Models models;
  private final Sources sources;
  private final MetricsOptions options;
  private final Sources.Connection<SampleSource> connection;

  ComparedQueries(Models models, Sources sources, MetricsOptions options) {
    this.models = models;
    this.sources = sources;
    this.options = options;
    this.connection = (clients, server) -> PrometheusSamples.of(clients, server, ArmReader.TIMEOUT);
  }

  @Override
  public MetricReader reader(Canary canary, Compared compared, ArmPair arms, Windows windows) {
    try {
      return BuiltInMetrics.isPlain(compared.metric())
          ? builtIn(canary, compared, arms, windows)
          : own(canary, compared, arms, windows);
    } catch (RenderException e) {
      return new UnreadableMetric(String.valueOf(e.getMessage()));
    } catch (ProblemException e) {
      return new UnreadableMetric(e.explanation());
    }
  }

  private MetricReader builtIn(Canary canary, Compared compared, ArmPair arms, Windows windows)
      throws RenderException {
    String provider = MetricsProvider.of(canary, options.meshProvider());
    Observer observer = Observer.of(provider);
    Map<Arm, Map<Role, List<String>>> selectors = new LinkedHashMap<>();
    double seconds = 1;
    CountedMetric.Kind kind = kind(compared);
    for (Arm arm : wanted(arms)) {
      if (!observer.knows(arm)) {
        throw new ProblemException("ArmUnknown", unknown(provider, arm));
      }
      Counters counters = observer.counters(arm, podNames(canary));
      TemplateModel model =
          observer.model(models.of(canary, compared.metric(), BuiltInMetrics.WINDOW, arm));
      Map<Role, List<String>> asked = new EnumMap<>(Role.class);
      if (kind == CountedMetric.Kind.LATENCY) {
        seconds = counters.seconds();
        asked.put(Role.LATENCY, rendered(counters.durations(), model));
      } else {
        asked.put(Role.TOTAL, rendered(counters.total(), model));
        asked.put(Role.BAD, rendered(counters.bad(), model));
      }
      selectors.put(arm, asked);
    }
    return new CountedReader(
        metric(canary, kind, seconds, windows),
        arms,
        sources.ofCanary(canary, connection),
        selectors);
  }

  private static String unknown(String provider, Arm arm) {
    return arm == Arm.BASELINE
        ? "the metrics of %s do not tell a baseline from the primary; turn analysis.baseline off"
            .formatted(provider)
        : ("the metrics of %s count canary and primary under one route; add a metric with"
                + " compare, whose query selects counters of the pods by {{ arm }}")
            .formatted(provider);
  }

  private static List<String> rendered(List<String> templates, TemplateModel model)
      throws RenderException {
    List<String> rendered = new ArrayList<>();
    for (String template : templates) {
      rendered.add(QueryTemplate.render(template, model));
    }
    return rendered;
  }

  private static CountedMetric.Kind kind(Compared compared) {
    return switch (compared.comparison()) {
      case Comparison.Latency latency -> CountedMetric.Kind.LATENCY;
      case Comparison.ErrorRatio ratio -> CountedMetric.Kind.RATIO;
      case Comparison.Gauge gauge -> throw unsupported("gauge");
      case Comparison.EventRate rate -> throw unsupported("rate of events");
    };
  }

  private static ProblemException unsupported(String what) {
    return new ProblemException(
        "ComparisonUnsupported", "a %s has no counters of requests".formatted(what));
  }

  private static PodNames podNames(Canary canary) {
    return canary.getSpec().targetRef().kind().equals("DaemonSet")
        ? PodNames.DAEMON_SET
        : PodNames.DEPLOYMENT;
  }

  /** The arms that are read: both, and the primary for its past. */
  private static List<Arm> wanted(ArmPair arms) {
    return Stream.of(Arm.values())
        .filter(arm -> arm == Arm.PRIMARY || arm == arms.tested() || arm == arms.reference())
        .sorted(Comparator.comparing(arm -> arm != Arm.PRIMARY))
        .toList();
  }

  private CountedMetric metric(
      Canary canary, CountedMetric.Kind kind, double seconds, Windows windows) {
    String target = canary.getSpec().targetRef().name();
    return new CountedMetric(kind, seconds, arm -> target + Observer.suffix(arm), windows);
  }

  private MetricReader own(Canary canary, Compared compared, ArmPair arms, Windows windows)
      throws RenderException {
    Asked asked = asked(canary, compared.metric());
    Map<Arm, String> queries = new LinkedHashMap<>();
    for (Arm arm : wanted(arms)) {
      queries.put(arm, rendered(asked, canary, compared, arm, asked.query()));
    }
    if (compared.comparison() instanceof Comparison.Gauge) {
      return new GaugeReader(arms, asked.source(), queries, windows);
    }
    CountedMetric.Kind kind = kind(compared);
    Map<Arm, Map<Role, List<String>>> selectors = new LinkedHashMap<>();
    double seconds = 1;
    for (Map.Entry<Arm, String> query : queries.entrySet()) {
      String selector = selector("query", query.getValue());
      seconds = RawSelector.secondsOf(selector);
      Map<Role, List<String>> roles = new EnumMap<>(Role.class);
      if (kind == CountedMetric.Kind.LATENCY) {
        roles.put(Role.LATENCY, List.of(selector));
      } else {
        String total = compared.total();
        if (total == null || total.isEmpty()) {
          throw new ProblemException(
              "TotalMissing",
              "query selects the bad requests; write a selector of all requests as compare.total");
        }
        String all = rendered(asked, canary, compared, query.getKey(), total);
        roles.put(Role.TOTAL, List.of(selector("compare.total", all)));
        roles.put(Role.BAD, List.of(selector));
      }
      selectors.put(query.getKey(), roles);
    }
    return new CountedReader(
        metric(canary, kind, seconds, windows), arms, asked.source(), selectors);
  }

  private static String selector(String field, String query) {
    try {
      return RawSelector.of(query);
    } catch (ProblemException e) {
      throw new ProblemException(e.reason(), field + " " + e.explanation(), e);
    }
  }

  private record Asked(String query, String defaultInterval, SampleSource source) {}

  private Asked asked(Canary canary, MetricSpec metric) {
    if (metric.templateRef() != null) {
      Sources.Templated<SampleSource> template =
          sources.ofTemplate(canary, metric.templateRef(), connection);
      return new Asked(template.query(), "", template.source());
    }
    String query = metric.query();
    if (query == null || query.isEmpty()) {
      throw new ProblemException(
          "QueryMissing", "there is no query to compare by; write query or templateRef");
    }
    return new Asked(query, BuiltInMetrics.WINDOW, sources.ofCanary(canary, connection));
  }

  private String rendered(Asked asked, Canary canary, Compared compared, Arm arm, String template)
      throws RenderException {
    return QueryTemplate.render(
        template, models.ofArm(canary, compared.metric(), asked.defaultInterval(), arm));
  }
}
