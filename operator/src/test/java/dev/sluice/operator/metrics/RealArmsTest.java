package dev.sluice.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.Comparison;
import dev.sluice.analysis.sequential.Histogram;
import dev.sluice.analysis.sequential.Interval;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.metrics.Comparisons.Against;
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
              new Exporter(scrapes.incrementAndGet()).text().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    exporter = Optional.of(server);
    PrometheusProcess process =
        PrometheusProcess.start(
            binary.orElseThrow(),
            Duration.ofMillis(500),
            List.of(new ScrapeJob("test", "/metrics", true)));
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

  /** What the exporter says at one scrape. */
  private static final class Exporter {
    private final StringBuilder text = new StringBuilder();
    private final long scrape;

    Exporter(long scrape) {
      this.scrape = scrape;
    }

    String text() {
      arms(
          "istio_requests_total",
          "response_code",
          "istio_request_duration_milliseconds",
          "100",
          "reporter=\"destination\",destination_workload_namespace=\"test\",destination_workload=\"%s\"",
          "podinfo",
          "podinfo-primary",
          "podinfo-baseline",
          "podinfo-other");
      arms(
          "osm_request_total",
          "response_code",
          "osm_request_duration_ms",
          "100",
          "destination_namespace=\"test\",destination_kind=\"Deployment\",destination_name=\"%s\"",
          "podinfo",
          "podinfo-primary",
          "podinfo-baseline",
          "podinfo-other");
      arms(
          "http_request_duration_seconds_count",
          "status",
          "http_request_duration_seconds",
          "0.1",
          "kubernetes_namespace=\"test\",kubernetes_pod_name=\"%s\"",
          "podinfo-7d9f-x2x4z",
          "podinfo-primary-7d9f-x2x4z",
          "podinfo-baseline-7d9f-x2x4z",
          "podinfo-other-7d9f-x2x4z");
      arms(
          "http_request_duration_seconds_count",
          "status",
          "http_request_duration_seconds",
          "0.1",
          "kubernetes_namespace=\"daemons\",kubernetes_pod_name=\"%s\"",
          "podinfo-x2x4z",
          "podinfo-primary-x2x4z",
          "podinfo-baseline-x2x4z",
          "podinfo-a-b-c");
      arms(
          "nginx_ingress_controller_requests",
          "status",
          "nginx_ingress_controller_response_duration_seconds",
          "0.1",
          "namespace=\"test\",%s",
          "ingress=\"podinfo\",canary=\"test-podinfo-canary-80\"",
          "ingress=\"podinfo\",canary=\"\"",
          "",
          "ingress=\"other\",canary=\"\"");
      envoy(
          "envoy_cluster_name=\"%s\"",
          "test_podinfo-canary_80",
          "test_podinfo-primary_80",
          "test_podinfo-baseline_80",
          "test_podinfo_80");
      envoy(
          "envoy_cluster_name=\"%s\"",
          "test-podinfo-canaryupstream-80_gloo-system",
          "test-podinfo-primaryupstream-80_gloo-system",
          "test-podinfo-baselineupstream-80_gloo-system",
          "test-podinfo-80_gloo-system");
      envoy(
          "service=\"%s\"",
          "podinfo-canary_test_svc_80",
          "podinfo-primary_test_svc_80",
          "podinfo-baseline_test_svc_80",
          "podinfo_test_svc_80");
      envoy(
          "kubernetes_namespace=\"test\",kubernetes_pod_name=\"%s\"",
          "podinfo-7d9f-x2x4z",
          "podinfo-primary-7d9f-x2x4z",
          "podinfo-baseline-7d9f-x2x4z",
          "podinfo-b-7d9f-x2x4z");
      linkerd("podinfo", 10, 1);
      linkerd("podinfo-primary", 40, 2);
      linkerd("podinfo-baseline", 20, 4);
      linkerd("other", 1000, 1000);
      bucketed(
          "traefik_service_request_duration_seconds",
          "service=\"test-podinfo-%s-80@kubernetescrd\"",
          "traefik_service_request_duration_seconds");
      bucketed(
          "skipper_response_duration_seconds",
          "route=\"kube_test__podinfo_canary__host____podinfo_%s\"",
          "skipper_serve_route_duration_seconds");
      restarting();
      return text.toString();
    }

    private void arms(
        String counter,
        String code,
        String durations,
        String bound,
        String labels,
        String canary,
        String primary,
        String baseline,
        String other) {
      arm(counter, code, durations, bound, labels.formatted(canary), 10, 1);
      arm(counter, code, durations, bound, labels.formatted(primary), 40, 2);
      if (!baseline.isEmpty()) {
        arm(counter, code, durations, bound, labels.formatted(baseline), 20, 4);
      }
      arm(counter, code, durations, bound, labels.formatted(other), 1000, 1000);
    }

    private void envoy(
        String labels, String canary, String primary, String baseline, String other) {
      arms(
          "envoy_cluster_upstream_rq",
          "envoy_response_code",
          "envoy_cluster_upstream_rq_time",
          "100",
          labels,
          canary,
          primary,
          baseline,
          other);
    }

    private void arm(
        String counter,
        String code,
        String durations,
        String bound,
        String labels,
        int total,
        int bad) {
      line(counter, labels + "," + code + "=\"200\"", total - bad);
      line(counter, labels + "," + code + "=\"503\"", bad);
      buckets(durations, labels, bound, total);
    }

    private void buckets(String durations, String labels, String bound, int total) {
      line(durations + "_bucket", labels + ",le=\"" + bound + "\"", total / 2);
      line(durations + "_bucket", labels + ",le=\"+Inf\"", total);
    }

    private void linkerd(String workload, int total, int bad) {
      String labels =
          "namespace=\"test\",deployment=\"%s\",direction=\"inbound\"".formatted(workload);
      line("response_total", labels + ",classification=\"success\"", total - bad);
      line("response_total", labels + ",classification=\"failure\"", bad);
      buckets("response_latency_ms", labels, "100", total);
    }

    /** Requests that are counted in a bucket. */
    private void bucketed(String counts, String labels, String durations) {
      for (String side : List.of("canary", "primary", "baseline", "other")) {
        int total =
            switch (side) {
              case "canary" -> 10;
              case "primary" -> 40;
              case "baseline" -> 20;
              default -> 1000;
            };
        int bad =
            switch (side) {
              case "canary" -> 1;
              case "primary" -> 2;
              case "baseline" -> 4;
              default -> 1000;
            };
        String own = labels.formatted(side);
        line(counts + "_bucket", own + ",code=\"200\",le=\"+Inf\"", total - bad);
        line(counts + "_bucket", own + ",code=\"503\",le=\"+Inf\"", bad);
        if (counts.equals(durations)) {
          line(durations + "_bucket", own + ",code=\"200\",le=\"0.1\"", total / 2);
          line(durations + "_bucket", own + ",code=\"503\",le=\"0.1\"", 0);
        } else {
          buckets(durations, own, "0.1", total);
        }
      }
    }

    /**
     * The same pods twice: in one namespace they restart now and then, in the other they do not.
     */
    private void restarting() {
      for (String pod :
          List.of("app-7d9f-aaaaa", "app-primary-7d9f-bbbbb", "app-primary-7d9f-ccccc")) {
        long restart = (scrape - 1) / 10 * 10;
        long before = pod.endsWith("ccccc") ? 0 : restart;
        once("steady", pod, counted(pod, 0, scrape), failed(pod, 0, scrape));
        once("restarting", pod, counted(pod, before, scrape), failed(pod, before, scrape));
      }
    }

    private static long counted(String pod, long from, long to) {
      long sum = 0;
      for (long i = from + 1; i <= to; i++) {
        sum += 5 + (i * 7 + pod.hashCode()) % 5;
      }
      return sum;
    }

    private static long failed(String pod, long from, long to) {
      long sum = 0;
      for (long i = from + 1; i <= to; i++) {
        sum += (i + pod.length()) % 4 == 0 ? 1 + i % 2 : 0;
      }
      return sum;
    }

    private void once(String namespace, String pod, long good, long bad) {
      String labels =
          "kubernetes_namespace=\"%s\",kubernetes_pod_name=\"%s\",status="
              .formatted(namespace, pod);
      text.append("http_request_duration_seconds_count{%s\"200\"} %d%n".formatted(labels, good));
      if (bad > 0) {
        text.append("http_request_duration_seconds_count{%s\"500\"} %d%n".formatted(labels, bad));
      }
    }

    private void line(String name, String labels, long each) {
      text.append("%s{%s} %d%n".formatted(name, labels, each * scrape));
    }
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
    assertThat(errors(restarting.subList(0, steady.size()))).isEqualTo(errors(steady));
    assertThat(errors(steady)).anyMatch(arms -> arms instanceof Arms.Counts c && c.canaryBad() > 0);
    List<Interval> again =
        read(
            open(canary("kubernetes", "restarting", "Deployment", "app"), Against.PRIMARY),
            steady.size());
    assertThat(again.subList(0, steady.size())).isEqualTo(restarting.subList(0, steady.size()));
  }

  private static List<Arms> errors(List<Interval> intervals) {
    return intervals.stream().map(interval -> interval.metrics().getFirst()).toList();
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
