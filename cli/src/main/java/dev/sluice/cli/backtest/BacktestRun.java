package dev.sluice.cli.backtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.cli.UserErrorException;
import dev.sluice.cli.manifest.Manifests;
import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.canary.Planner;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.metrics.BuiltInMetrics;
import dev.sluice.operator.metrics.ComparedMetrics;
import dev.sluice.operator.metrics.MetricsOptions;
import dev.sluice.operator.metrics.OwnPast;
import dev.sluice.operator.metrics.PrometheusServer;
import dev.sluice.operator.traffic.Feature;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;

/** A backtest from the text of a Canary to figures. */
public final class BacktestRun {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** No router is asked for: the past of any provider can be played. */
  private static final Set<Feature> ALL = Set.of(Feature.values());

  private final Manifests manifests;
  private final Canary canary;
  private final MetricsOptions options;
  private final Consumer<String> progress;

  /**
   * What it came to.
   *
   * @param lines for people
   * @param json for programs
   * @param played whether there was a past to play on
   */
  public record Result(List<String> lines, String json, boolean played) {}

  /**
   * @param manifests with the Canary, and the MetricTemplates that it names
   * @param prometheus that everything is asked of, whatever else the Canary or a template names
   * @throws UserErrorException when nothing can be played, saying what to do
   */
  public BacktestRun(
      Manifests manifests, String prometheus, String meshProvider, Consumer<String> progress) {
    this.manifests = manifests.asking(prometheus);
    this.canary = this.manifests.canary();
    this.options = new MetricsOptions(PrometheusServer.at(prometheus), meshProvider, false);
    this.progress = progress;
  }

  /** Plays releases on the days before a time. */
  public Result run(Instant end, int days, int releases) throws InterruptedException {
    AnalysisSpec analysis = canary.getSpec().analysis();
    if (analysis.metrics().stream().noneMatch(ComparedMetrics::isCompared)) {
      throw new UserErrorException(
          "The Canary has nothing to compare: add request-success-rate or request-duration to its"
              + " metrics, or compare to a metric of its own.");
    }
    boolean averages = BuiltInMetrics.durationIsMean(canary, options.meshProvider());
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      OwnPast past = new OwnPast(manifests.cluster(), new OkHttpClient(), options, executor);
      BacktestReport report =
          new Backtest(canary, Planner.plan(canary, ALL), past, averages)
              .run(end, days, releases, progress);
      return new Result(
          report.lines(), JSON.writeValueAsString(report.json()), report.releases() > 0);
    } catch (ProblemException e) {
      throw new UserErrorException(e.explanation() + ".", e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
