package dev.sluice.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.sequential.Against;
import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.Comparison;
import dev.sluice.analysis.sequential.Histogram;
import dev.sluice.analysis.sequential.Interval;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.playground.prometheus.PrometheusProcess;
import dev.sluice.playground.prometheus.ScrapeJob;
import dev.sluice.playground.prometheus.ScrapeTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Both arms read from a Prometheus that scrapes an exporter. With every scrape each canary answers
 * 10 requests, of which 1 fails, each primary 40, of which 2 fail, each baseline 20, of which 4
 * fail, and namesakes that must not be counted 1000; half of all requests are slower than the first
 * bound.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealArmsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AtomicLong scrapes = new AtomicLong();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private Optional<HttpServer> exporter = Optional.empty();
  private Optional<PrometheusProcess> prometheus = Optional.empty();
  private Instant start = Instant.EPOCH;

  @BeforeAll
  void start() throws IOException, InterruptedException {
    Optional<Path> binary = PrometheusProcess.find();
    assumeTrue(
        binary.isPresent(),
        "no prometheus on the PATH; install it with: apt-get install prometheus");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body =
              new ArmsExporter(scrapes.incrementAndGet()).text().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    exporter = Optional.of(server);
    PrometheusProcess process =
        PrometheusProcess.start(
            binary.orElseThrow(), SECOND, List.of(new ScrapeJob("test", "/metrics", true)));
    prometheus = Optional.of(process);
    process.scrape(
        "test", List.of(new ScrapeTarget("127.0.0.1:" + server.getAddress().getPort(), Map.of())));
    await().atMost(Duration.ofMinutes(2)).until(() -> scrapes.get() > 4);
    start = Instant.now();
  }

  @AfterAll
  void stop() {
    prometheus.ifPresent(PrometheusProcess::close);
    exporter.ifPresent(server -> server.stop(0));
    executor.close();
  }

  private static Canary canary(String provider, String namespace, String kind, String target) {
    return Manifests.canary(
        """
        apiVersion: flagger.app/v1beta1
        kind: Canary
        metadata: {name: %4$s, namespace: %2$s}
        spec:
          provider: %1$s
          targetRef: {apiVersion: apps/v1, kind: %3$s, name: %4$s}
          ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: %4$s}
          service: {port: 80}
          analysis:
            metrics:
            - {name: request-success-rate}
            - {name: request-duration}
        """
            .formatted(provider, namespace, kind, target));
  }

  private List<Compared> compared(Canary canary) {
    List<MetricSpec> metrics = canary.getSpec().analysis().metrics();
    return List.of(
        new Compared(metrics.get(0), Comparison.ErrorRatio.named("request-success-rate"), null),
        new Compared(metrics.get(1), Comparison.Latency.named("request-duration"), null));
  }

  private ArmReader open(Canary canary, Against against) {
    return new Comparisons(
            new FakeCluster(),
            new OkHttpClient(),
            new MetricsOptions(
                PrometheusServer.at(prometheus.orElseThrow().address().toString()), "istio", false),
            executor,
            InstantSource.system())
        .open(canary, compared(canary), SECOND, start, against);
  }

  private List<Interval> read(ArmReader reader, int atLeast) {
    List<Interval> all = new ArrayList<>();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              ArmReading reading = reader.read(since -> 0.2);
              assertThat(reading.problems()).isEmpty();
              all.addAll(reading.intervals());
              return all.size() >= atLeast;
            });
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "istio, test, Deployment",
    "linkerd, test, Deployment",
    "appmesh, test, Deployment",
    "contour, test, Deployment",
    "gloo, test, Deployment",
    "kuma, test, Deployment",
    "osm, test, Deployment",
    "kubernetes, test, Deployment",
    "'gatewayapi:v1', test, Deployment",
    "kubernetes, daemons, DaemonSet",
    "nginx, test, Deployment",
    "traefik, test, Deployment",
    "skipper, test, Deployment",
  })
  void everyObserverTellsTheArmsApart(String provider, String namespace, String kind) {
    Canary canary = canary(provider, namespace, kind, "podinfo");
    List<Interval> intervals = read(open(canary, Against.PRIMARY), 3);
    boolean counted = false;
    for (Interval interval : intervals) {
      if (interval.metrics().get(0) instanceof Arms.Counts counts) {
        assertThat(counts.canaryTotal()).isEqualTo(10 * counts.canaryBad());
        assertThat(counts.primaryTotal()).isEqualTo(4 * counts.canaryTotal());
        assertThat(counts.primaryBad()).isEqualTo(2 * counts.canaryBad());
        counted |= counts.canaryTotal() > 0;
      }
      if (interval.metrics().get(1) instanceof Arms.Histograms(Histogram slow, Histogram other)
          && slow.total() > 0) {
        assertThat(slow.bounds()).containsExactly(0.1);
        assertThat(slow.total()).isEqualTo(2 * slow.above()[0]);
        assertThat(other.total()).isEqualTo(4 * slow.total());
        assertThat(other.above()[0]).isEqualTo(4 * slow.above()[0]);
      }
    }
    assertThat(counted).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "istio",
    "linkerd",
    "appmesh",
    "contour",
    "gloo",
    "kuma",
    "osm",
    "kubernetes",
    "traefik",
    "skipper"
  })
  void aBaselineIsFoundWhereThereCanBeOne(String provider) {
    Canary canary = canary(provider, "test", "Deployment", "podinfo");
    for (Interval interval : read(open(canary, Against.BASELINE), 2)) {
      if (interval.metrics().get(0) instanceof Arms.Counts counts) {
        assertThat(counts.primaryTotal()).isEqualTo(2 * counts.canaryTotal());
        assertThat(counts.primaryBad()).isEqualTo(4 * counts.canaryBad());
      }
    }
  }

  @Test
  void restartsOfPodsChangeNothing() {
    List<Interval> steady =
        read(open(canary("kubernetes", "steady", "Deployment", "app"), Against.PRIMARY), 12);
    List<Interval> restarting =
        read(
            open(canary("kubernetes", "restarting", "Deployment", "app"), Against.PRIMARY),
            steady.size());
    assumeTrue(
        missedScrapes() == 0,
        "this machine is too busy: a scrape was missed, and with it what was counted before a"
            + " restart");
    assertThat(errors(restarting.subList(0, steady.size()))).isEqualTo(errors(steady));
    assertThat(errors(steady)).anyMatch(arms -> arms instanceof Arms.Counts c && c.canaryBad() > 0);
    List<Interval> again =
        read(
            open(canary("kubernetes", "restarting", "Deployment", "app"), Against.PRIMARY),
            steady.size());
    assertThat(again.subList(0, steady.size())).isEqualTo(restarting.subList(0, steady.size()));
  }

  /** The failed requests of Istio's canary are the number of the scrape. */
  private double missedScrapes() {
    String number =
        "istio_requests_total{destination_workload=\"podinfo\",response_code=\"503\"}[10m]";
    Sample missed =
        PrometheusSource.of(
                new TrustingClients(new OkHttpClient()),
                PrometheusServer.at(prometheus.orElseThrow().address().toString()),
                Duration.ofSeconds(60))
            .query(
                "max_over_time(%1$s) - min_over_time(%1$s) + 1 - count_over_time(%1$s)"
                    .formatted(number));
    return missed instanceof Sample.Value(double value) ? value : Double.NaN;
  }

  private static List<Arms> errors(List<Interval> intervals) {
    return intervals.stream()
        .map(interval -> interval.metrics().getFirst())
        .map(arms -> arms instanceof Arms.Missing ? new Arms.Missing("late scrape", false) : arms)
        .toList();
  }

  @Test
  void afterAPromotionThePrimaryIsReadAlone() {
    Canary canary = canary("istio", "test", "Deployment", "podinfo");
    for (Interval interval : read(open(canary, Against.OWN_PAST), 2)) {
      if (interval.metrics().get(0) instanceof Arms.Counts counts) {
        assertThat(counts.canaryTotal()).isEqualTo(20 * counts.canaryBad());
        assertThat(counts.primaryTotal()).isZero();
      }
    }
  }
}
