package dev.sluice.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.sequential.Against;
import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.Interval;
import dev.sluice.crds.Canary;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.traffic.Manifests;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComparisonsTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  private final MockWebServer server = new MockWebServer();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<String> asked = new ConcurrentSkipListSet<>();
  private final Set<String> authorizations = new ConcurrentSkipListSet<>();

  @BeforeEach
  void start() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String query = Objects.requireNonNull(request.getUrl().queryParameter("query"));
            asked.add(query.replaceAll("\\[\\d+ms\\]$", ""));
            String authorization = request.getHeaders().get("Authorization");
            authorizations.add(authorization == null ? "none" : authorization);
            return new MockResponse.Builder()
                .body("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}")
                .build();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    executor.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "istio | {name: a, query: 'sum(rate(x{a=\"{{ arm }}\"}[1m]))', compare: {kind: ErrorRatio,"
            + " total: y}} | query takes rates (rate), but counters are compared as they are, and"
            + " their differences are taken here; write x{a=\"podinfo-primary\"}",
        "istio | {name: a, query: x, compare: {kind: ErrorRatio, total: 'sum(y)'}} | compare.total"
            + " is more than a selector of series; write one such as http_requests_total{app=\"{{"
            + " arm }}\"}, or compare its value with kind: Gauge",
        "istio | {name: a, query: x, compare: {kind: ErrorRatio}} | query selects the bad requests;"
            + " write a selector of all requests as compare.total",
        "istio | {name: a, compare: {kind: Latency}} | there is no query to compare by; write query"
            + " or templateRef",
        "istio | {name: a, query: '{{ foo }}', compare: {kind: Gauge}} | line 1: function \"foo\""
            + " is not known; there are name, namespace, target, arm, service, ingress, route,"
            + " interval and variables.<key>",
        "istio | {name: a, templateRef: {name: gone}, compare: {kind: Gauge}} | Metric template"
            + " gone.test error: metrictemplate.flagger.app \"gone\" not found; create it",
        "apisix | {name: request-success-rate} | the metrics of apisix count canary and primary"
            + " under one route; add a metric with compare, whose query selects counters of the"
            + " pods by {{ arm }}",
        "knative | {name: request-success-rate} | Error fetching Knative service test/podinfo not"
            + " found, or it has no revision yet",
      })
  void whatCannotBeComparedIsToldInEveryInterval(String provider, String metric, String reason)
      throws InterruptedException {
    Canary canary = canary("provider: %s\n  analysis: {metrics: [%s]}".formatted(provider, metric));
    List<Interval> intervals = read(open(canary, PrometheusServer.at(address()), Against.PRIMARY));
    assertThat(intervals).hasSize(4);
    assertThat(intervals.getLast().metrics()).containsExactly(new Arms.Missing(reason, true));
    assertThat(asked).isEmpty();
  }

  @Test
  void nginxHasNoBaseline() throws InterruptedException {
    Canary canary = canary("provider: nginx\n  analysis: {metrics: [{name: request-duration}]}");
    assertThat(
            read(open(canary, PrometheusServer.at(address()), Against.BASELINE))
                .getFirst()
                .metrics())
        .containsExactly(
            new Arms.Missing(
                "the metrics of nginx do not tell a baseline from the primary; turn"
                    + " analysis.baseline off",
                true));
  }

  @Test
  void queriesOfOnesOwnAreAskedForEachArm() throws InterruptedException {
    Canary canary =
        canary(
            """
            analysis:
                metrics:
                - {name: a, query: 'bad{a="{{ arm }}"}', compare: {kind: ErrorRatio, total: 'all{a="{{ target }}"}'}}
                - {name: b, query: 'sum(g{a="{{ arm }}"})', compare: {kind: Gauge}}
            """);
    List<Interval> intervals = read(open(canary, PrometheusServer.at(address()), Against.BASELINE));
    assertThat(asked)
        .containsExactlyInAnyOrder(
            "bad{a=\"podinfo\"}",
            "bad{a=\"podinfo-primary\"}",
            "bad{a=\"podinfo-baseline\"}",
            "all{a=\"podinfo\"}",
            "all{a=\"podinfo-primary\"}",
            "all{a=\"podinfo-baseline\"}",
            "sum(g{a=\"podinfo\"})",
            "sum(g{a=\"podinfo-primary\"})",
            "sum(g{a=\"podinfo-baseline\"})");
    assertThat(intervals.getFirst().metrics())
        .containsExactly(
            new Arms.Missing("no values found for all{a=\"podinfo\"}", false),
            new Arms.Missing("no values found for sum(g{a=\"podinfo\"})", false));
  }

  @Test
  void nativeHistogramsAreAskedForWhereThereAreNoBuckets() throws InterruptedException {
    read(
        open(
            canary("provider: kubernetes\n  analysis: {metrics: [{name: request-duration}]}"),
            PrometheusServer.at(address()),
            Against.PRIMARY));
    assertThat(asked)
        .anyMatch(query -> query.startsWith("http_request_duration_seconds_bucket{"))
        .anyMatch(query -> query.startsWith("http_request_duration_seconds{"));
  }

  @Test
  void theCanarysOwnServerNeverGetsTheOperatorsCredentials() throws InterruptedException {
    PrometheusServer secured =
        new PrometheusServer(
            "http://prometheus.invalid:9090",
            Credentials.of(Map.of("token", "hidden"), "prometheus"),
            Map.of(),
            false);
    String metrics = "analysis: {metrics: [{name: request-success-rate}]}";
    read(
        open(
            canary("metricsServer: %s\n  %s".formatted(address(), metrics)),
            secured,
            Against.PRIMARY));
    assertThat(authorizations).containsExactly("none");
    PrometheusServer own =
        new PrometheusServer(
            address(), Credentials.of(Map.of("token", "t"), "prometheus"), Map.of(), false);
    authorizations.clear();
    read(open(canary(metrics), own, Against.PRIMARY));
    assertThat(authorizations).containsExactly("Bearer t");
  }

  private String address() {
    return server.url("/").toString();
  }

  private static Canary canary(String spec) {
    return Manifests.podinfo("  " + spec + "\n");
  }

  private ArmReader open(Canary canary, PrometheusServer prometheus, Against against) {
    return new Comparisons(
            new FakeCluster(),
            new OkHttpClient(),
            new MetricsOptions(prometheus, "istio", false),
            executor,
            () -> START.plusSeconds(80))
        .open(
            canary,
            ComparedMetrics.of(canary.getSpec().analysis()),
            Duration.ofSeconds(15),
            START,
            against);
  }

  private static List<Interval> read(ArmReader reader) throws InterruptedException {
    ArmReading reading = reader.read(since -> 0.1);
    assertThat(reading.problems()).isEmpty();
    return reading.intervals();
  }
}
