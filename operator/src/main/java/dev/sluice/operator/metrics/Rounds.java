package dev.sluice.operator.metrics;

import dev.sluice.analysis.Judge;
import dev.sluice.analysis.Measured;
import dev.sluice.analysis.RoundVerdict;
import dev.sluice.analysis.Subject;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.Cluster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import okhttp3.OkHttpClient;

/**
 * Asks all checks of a Canary and has them judged. Blocks: to be called off the reconciler's
 * workers.
 */
public final class Rounds {
  /** The longest that {@link #run} and {@link #unavailable} can take: every query has 5 s. */
  public static final Duration LONGEST = Duration.ofSeconds(15);

  /** The event when {@link #unavailable} finds nothing. */
  public static final String ALL_AVAILABLE = "all the metrics providers are available!";

  private final MetricValues values;
  private final Questions questions;
  private final String meshProvider;
  private final ExecutorService executor;
  private final InstantSource clock;

  /**
   * @param executor runs the queries of one round side by side; with a virtual thread for each
   */
  public Rounds(
      Cluster cluster,
      OkHttpClient http,
      MetricsOptions options,
      ExecutorService executor,
      InstantSource clock) {
    this(values(cluster, http, options), options.meshProvider(), executor, clock);
  }

  /**
   * @param values what the checks are asked of
   * @param meshProvider of Canaries that name none
   * @param executor runs the queries of one round side by side
   */
  public Rounds(
      MetricValues values, String meshProvider, ExecutorService executor, InstantSource clock) {
    this.values = values;
    this.questions = new Questions(values);
    this.meshProvider = meshProvider;
    this.executor = executor;
    this.clock = clock;
  }

  private static MetricValues values(Cluster cluster, OkHttpClient http, MetricsOptions options) {
    Sources sources = new Sources(cluster, new TrustingClients(http), options);
    return new PrometheusValues(new Models(cluster, options), sources, options);
  }

  /**
   * One round of all metrics, about the canary. What goes wrong is part of the verdict.
   *
   * @throws InterruptedException when the thread is interrupted; what was asked is then given up
   */
  public RoundVerdict run(Canary canary, Judge judge) throws InterruptedException {
    return run(canary, canary.getSpec().analysis().metrics(), Whom.CANARY, judge);
  }

  /** About whom a round asks. */
  public enum Whom {
    CANARY,
    /**
     * After the promotion: whoever is named the target in a query is the primary. A metric without
     * data is waited for, unless the spec says otherwise.
     */
    PROMOTED
  }

  /**
   * One round of some metrics.
   *
   * @throws InterruptedException when the thread is interrupted; what was asked is then given up
   */
  public RoundVerdict run(Canary canary, List<MetricSpec> metrics, Whom whom, Judge judge)
      throws InterruptedException {
    List<Callable<Measured>> asked = new ArrayList<>();
    for (Question question : questions.of(canary, metrics, whom)) {
      asked.add(() -> question.measure(clock));
    }
    return judge.judge(subject(canary), all(asked));
  }

  /**
   * Whether every source that the Canary's metrics need is there.
   *
   * @return the text of an event that says which one is not, and what to do; empty when all are
   * @throws InterruptedException when the thread is interrupted
   */
  public Optional<String> unavailable(Canary canary) throws InterruptedException {
    List<Callable<Optional<String>>> asked = new ArrayList<>();
    for (MetricSpec metric : canary.getSpec().analysis().metrics()) {
      asked.add(() -> values.unavailable(canary, metric));
    }
    return all(asked).stream()
        .flatMap(Optional::stream)
        .findFirst()
        .map(problem -> "Error checking metric providers: " + problem);
  }

  /** Whom the Canary's rounds judge, for the words of their events. */
  public Subject subject(Canary canary) {
    return new Subject(
        canary.getMetadata().getName(),
        canary.getMetadata().getNamespace(),
        canary.getSpec().targetRef().name(),
        MetricsProvider.of(canary, meshProvider));
  }

  private <T> List<T> all(List<Callable<T>> asked) throws InterruptedException {
    List<T> answers = new ArrayList<>();
    for (Future<T> answer : executor.invokeAll(asked)) {
      try {
        answers.add(answer.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a metric source threw instead of answering", e.getCause());
      }
    }
    return answers;
  }
}
