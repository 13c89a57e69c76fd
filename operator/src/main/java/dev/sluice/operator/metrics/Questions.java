package dev.sluice.operator.metrics;

import dev.sluice.analysis.Bounds;
import dev.sluice.analysis.Check;
import dev.sluice.analysis.Metric;
import dev.sluice.analysis.MetricSource;
import dev.sluice.analysis.NoDataPolicy;
import dev.sluice.analysis.counting.Arm;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.AnalysisSpec.NamespacedRef;
import dev.sluice.crds.AnalysisSpec.NoData;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.metrics.QueryTemplate.RenderException;
import dev.sluice.operator.metrics.Rounds.Whom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The questions of a Canary's metrics, in Flagger's order: built-in metrics and inline queries,
 * then templates. As with Flagger, one entry can be several questions: a built-in name does not
 * keep a query or a template from being asked too.
 */
final class Questions {
  private static final String SUCCESS_RATE = "request-success-rate";
  private static final String DURATION = "request-duration";
  private static final String DEFAULT_INTERVAL = "1m";

  private final Models models;
  private final Sources sources;
  private final MetricsOptions options;

  Questions(Models models, Sources sources, MetricsOptions options) {
    this.models = models;
    this.sources = sources;
    this.options = options;
  }

  /** Whether the metric is asked of the operator's or the Canary's own Prometheus. */
  static boolean asksCanarySource(MetricSpec metric) {
    return isBuiltIn(metric) || !orEmpty(metric.query()).isEmpty();
  }

  static boolean isBuiltIn(MetricSpec metric) {
    return metric.name().equals(SUCCESS_RATE) || metric.name().equals(DURATION);
  }

  List<Question> of(Canary canary, List<MetricSpec> metrics, Whom whom) {
    List<Question> direct = new ArrayList<>();
    List<Question> templated = new ArrayList<>();
    for (MetricSpec metric : metrics) {
      if (isBuiltIn(metric)) {
        direct.add(builtIn(canary, metric, whom));
      }
      String query = orEmpty(metric.query());
      if (!query.isEmpty()) {
        direct.add(inline(canary, metric, query, whom));
      }
      if (metric.templateRef() != null) {
        templated.add(templated(canary, metric, metric.templateRef(), whom));
      } else if (!asksCanarySource(metric)) {
        templated.add(
            Question.unaskable(
                check(metric, Metric.TEMPLATE, whom),
                "Metric query failed for no usable metrics template and query were configured"));
      }
    }
    direct.addAll(templated);
    return direct;
  }

  private Question builtIn(Canary canary, MetricSpec metric, Whom whom) {
    boolean successRate = metric.name().equals(SUCCESS_RATE);
    Observer observer = Observer.of(MetricsProvider.of(canary, options.meshProvider()));
    Arm arm = arm(whom);
    String template = successRate ? observer.successRate(arm) : observer.duration(arm);
    return ask(
        check(metric, successRate ? Metric.REQUEST_SUCCESS_RATE : Metric.REQUEST_DURATION, whom),
        problem -> "Prometheus query failed: " + problem,
        () -> {
          TemplateModel model = observer.model(models.of(canary, metric, DEFAULT_INTERVAL, arm));
          return new Asked(QueryTemplate.render(template, model), sources.ofCanary(canary));
        });
  }

  private Question inline(Canary canary, MetricSpec metric, String query, Whom whom) {
    return ask(
        check(metric, Metric.QUERY, whom),
        problem -> "Prometheus query failed for %s: %s".formatted(metric.name(), problem),
        () -> {
          TemplateModel model = models.ofArm(canary, metric, DEFAULT_INTERVAL, arm(whom));
          return new Asked(QueryTemplate.render(query, model), sources.ofCanary(canary));
        });
  }

  private Question templated(Canary canary, MetricSpec metric, NamespacedRef ref, Whom whom) {
    return ask(
        check(metric, Metric.TEMPLATE, whom),
        problem -> "%s query render error: %s".formatted(sources.nameOf(canary, ref), problem),
        () -> {
          Sources.Templated<MetricSource> template = sources.ofTemplate(canary, ref);
          TemplateModel model = models.ofArm(canary, metric, "", arm(whom));
          return new Asked(QueryTemplate.render(template.query(), model), template.source());
        });
  }

  private record Asked(String query, MetricSource source) {}

  private interface Asking {
    Asked get() throws RenderException;
  }

  private static Question ask(Check check, UnaryOperator<String> words, Asking asking) {
    try {
      Asked asked = asking.get();
      return new Question(check, asked.query().strip(), asked.source());
    } catch (RenderException e) {
      return Question.unaskable(check, words.apply(String.valueOf(e.getMessage())));
    } catch (ProblemException e) {
      return Question.unaskable(check, e.explanation());
    }
  }

  private static Arm arm(Whom whom) {
    return switch (whom) {
      case CANARY -> Arm.CANARY;
      case PROMOTED -> Arm.PRIMARY;
    };
  }

  private static Check check(MetricSpec spec, Metric metric, Whom whom) {
    var range = spec.thresholdRange();
    return new Check(
        spec.name(),
        metric,
        range == null
            ? Bounds.ofThreshold(metric, spec.threshold())
            : new Bounds(range.min(), range.max()),
        noData(spec.noData(), whom),
        Boolean.TRUE.equals(spec.dryRun()),
        Boolean.TRUE.equals(spec.critical()));
  }

  private static NoDataPolicy noData(@Nullable NoData policy, Whom whom) {
    return switch (policy) {
      case null -> whom == Whom.PROMOTED ? NoDataPolicy.HOLD : NoDataPolicy.FAIL;
      case Fail -> NoDataPolicy.FAIL;
      case Hold -> NoDataPolicy.HOLD;
      case Pass -> NoDataPolicy.PASS;
    };
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
