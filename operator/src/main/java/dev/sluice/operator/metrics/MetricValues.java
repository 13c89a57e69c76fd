package dev.sluice.operator.metrics;

import dev.sluice.analysis.Metric;
import dev.sluice.analysis.MetricSource;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.metrics.Rounds.Whom;
import java.util.Optional;

/** Where the values come from that are held to bounds. */
public interface MetricValues {
  /**
   * What is asked, and whom.
   *
   * @param query ready to be asked, in one line
   */
  record Asked(String query, MetricSource source) {}

  /**
   * How one metric of a Canary is asked for; asks nobody yet.
   *
   * @param kind which of the questions of the metric it is
   * @throws ProblemException with the event's text, when it cannot be asked
   */
  Asked of(Canary canary, MetricSpec metric, Metric kind, Whom whom);

  /** Whether every source that a metric needs is there; if not, what is wrong. Blocks. */
  Optional<String> unavailable(Canary canary, MetricSpec metric);
}
