package dev.sluice.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.analysis.CheckResult;
import dev.sluice.analysis.RoundVerdict;
import dev.sluice.analysis.RoundVerdict.Outcome;
import dev.sluice.analysis.ThresholdJudge;
import dev.sluice.analysis.Verdict;
import dev.sluice.crds.Canary;
import dev.sluice.crds.MetricTemplate;
import dev.sluice.operator.http.Away;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.traffic.Manifests;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("A10.2")
@Tag("A7")
final class RoundsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final FakeCluster cluster = new FakeCluster();
  private final MockWebServer server = Away.able();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /** Results by a part of the query; everything else has no value. */
  private final Map<String, String> results = new ConcurrentHashMap<>();

  @BeforeEach
  void start() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String query = Objects.requireNonNull(request.getUrl().queryParameter("query"));
            return results.entrySet().stream()
                .filter(result -> query.contains(result.getKey()))
                .findFirst()
                .map(result -> value(result.getValue()))
                .orElseGet(() -> body("{\"resultType\":\"vector\",\"result\":[]}"));
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    executor.close();
  }

  @Test
  void asksBuiltInMetricsThenQueriesThenTemplates() throws Exception {
    template("latency", "mylatency{t=\"{{ target }}\",c=\"{{ variables.code }}\"}", "prometheus");
    results.put("istio_requests_total", "99.123");
    results.put("istio_request_duration", "250.9");
    results.put("errors", "3");
    results.put("mylatency", "0.2");
    RoundVerdict verdict =
        run(
            """
              analysis:
                metrics:
                - {name: custom, templateRef: {name: latency}, threshold: 1, templateVariables: {code: '5..'}}
                - {name: request-success-rate, thresholdRange: {min: 99}, interval: 30s}
                - {name: request-duration, thresholdRange: {max: 500}}
                - {name: mine, query: 'errors{ns="{{ namespace }}"}[{{ interval }}]', threshold: 2}
            """);
    assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(verdict.reasons()).containsExactly("Halt podinfo.test advancement mine 3.00 > 2");
    assertThat(verdict.results())
        .extracting(CheckResult::name, CheckResult::value, CheckResult::bound)
        .containsExactly(
            tuple("request-success-rate", 99.123, ">= 99%"),
            tuple("request-duration", 250.0, "<= 500ms"),
            tuple("mine", 3.0, "<= 2"),
            tuple("custom", 0.2, "<= 1"));
    assertThat(verdict.results().get(0).query()).contains("[30s]");
    assertThat(verdict.results().get(1).query()).contains("[1m]");
    assertThat(verdict.results().get(2).query()).isEqualTo("errors{ns=\"test\"}[1m]");
    assertThat(verdict.results().get(3).query()).isEqualTo("mylatency{t=\"podinfo\",c=\"5..\"}");
    assertThat(verdict.results()).allSatisfy(r -> assertThat(r.at()).isEqualTo(NOON));
  }

  @Test
  void withoutMetricsARoundPasses() throws Exception {
    assertThat(run("  analysis: {interval: 1m}\n").outcome()).isEqualTo(Outcome.ADVANCE);
  }

  @Test
  void aBuiltInNameWithAQueryIsAskedTwice() throws Exception {
    results.put("istio_requests_total", "100");
    results.put("mine", "1");
    RoundVerdict verdict =
        run("  analysis: {metrics: [{name: request-success-rate, query: mine, threshold: 99}]}\n");
    assertThat(verdict.results()).extracting(CheckResult::value).containsExactly(100.0, 1.0);
  }

  @Test
  void noTrafficIsToldForTheProvider() throws Exception {
    RoundVerdict verdict =
        run(
            """
              provider: gatewayapi:v1
              analysis: {metrics: [{name: request-success-rate, threshold: 99}, {name: request-duration, threshold: 500}]}
            """);
    assertThat(verdict.reasons())
        .containsExactly(
            "Halt advancement no values found for gatewayapi:v1 metric request-success-rate"
                + " probably podinfo.test is not receiving traffic: no values found",
            "Halt advancement no values found for gatewayapi:v1 metric request-duration probably"
                + " podinfo.test is not receiving traffic");
  }

  @Test
  void policiesOfACheckAreObeyed() throws Exception {
    results.put("bad", "9");
    assertThat(run("  analysis: {metrics: [{name: a, query: bad, critical: true}]}\n").outcome())
        .isEqualTo(Outcome.ROLLBACK);
    assertThat(run("  analysis: {metrics: [{name: a, query: bad, dryRun: true}]}\n").outcome())
        .isEqualTo(Outcome.ADVANCE);
    assertThat(run("  analysis: {metrics: [{name: a, query: none, noData: Hold}]}\n").outcome())
        .isEqualTo(Outcome.HOLD);
    assertThat(run("  analysis: {metrics: [{name: a, query: none, noData: Pass}]}\n").outcome())
        .isEqualTo(Outcome.ADVANCE);
    assertThat(run("  analysis: {metrics: [{name: a, query: none}]}\n").outcome())
        .isEqualTo(Outcome.FAIL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: a, templateRef: {name: gone}} | Metric template gone.test error:"
            + " metrictemplate.flagger.app \"gone\" not found; create it",
        "{name: a, templateRef: {name: gone, namespace: other}} | Metric template gone.other error:"
            + " metrictemplate.flagger.app \"gone\" not found; create it",
        "{name: a, templateRef: {name: datadog}} | Metric template datadog.test provider datadog"
            + " error: this release supports only prometheus",
        "{name: a, templateRef: {name: broken}} | Metric template broken.test query render error:"
            + " line 1: function \"foo\" is not known; there are name, namespace, target, arm,"
            + " service, ingress, route, interval and variables.<key>",
        "{name: a, templateRef: {name: interval}} | Metric template interval.test query render"
            + " error: line 1: {{ interval }} has no value; set it for this metric, for example 1m",
        "{name: a, templateRef: {name: secretive}} | Metric template secretive.test secret gone"
            + " error: secret \"gone\" not found in namespace test",
        "{name: a, templateRef: {name: halfsecret}} | Metric template halfsecret.test provider"
            + " prometheus error: prometheus credentials does not contain a password: the secret"
            + " needs a token, or a username and a password",
        "{name: a, templateRef: {name: nowhere}} | Metric template nowhere.test provider prometheus"
            + " error: prometheus address  is not a valid URL; write for example"
            + " http://prometheus:9090",
        "{name: a} | Metric query failed for no usable metrics template and query were configured",
        "{name: a, query: '{{ foo }}'} | Prometheus query failed for a: line 1: function \"foo\" is"
            + " not known; there are name, namespace, target, arm, service, ingress, route,"
            + " interval and variables.<key>",
      })
  void whatCannotBeAskedFailsAndIsTold(String metric, String reason) throws Exception {
    template("datadog", "x", "datadog");
    template("broken", "{{ foo }}", "prometheus");
    template("interval", "rate(x[{{ interval }}])", "prometheus");
    template("secretive", "x", "prometheus", "secretRef: {name: gone}");
    template("halfsecret", "x", "prometheus", "secretRef: {name: half}");
    template("nowhere", "x", "prometheus", "address: ''");
    secret("half", "username: bWU=");
    RoundVerdict verdict = run("  analysis: {metrics: [" + metric + "]}\n");
    assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(verdict.reasons()).containsExactly(reason);
    assertThat(verdict.results().getFirst().query()).isEmpty();
  }

  @Test
  void aTemplateOfAnotherNamespaceIsRefusedWhereThatIsForbidden() throws Exception {
    RoundVerdict verdict =
        rounds(new MetricsOptions(prometheus(), "istio", true))
            .run(
                canary(
                    "  analysis: {metrics: [{name: a, templateRef: {name: b, namespace: c}}]}\n"),
                new ThresholdJudge());
    assertThat(verdict.reasons())
        .containsExactly(
            "Metric template b.c error: references to other namespaces are not allowed here; copy"
                + " it to test");
  }

  @Test
  void aTemplatesCredentialsAndHeadersAreSent() throws Exception {
    secret("token", "token: dDBrZW4=");
    template(
        "mine", "up", "prometheus", "secretRef: {name: token}", "headers: {X-Scope-OrgID: [shop]}");
    run("  analysis: {metrics: [{name: a, templateRef: {name: mine}}]}\n");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer t0ken");
    assertThat(request.getHeaders().get("X-Scope-OrgID")).isEqualTo("shop");
  }

  @Test
  void theCanarysOwnServerNeverGetsTheOperatorsCredentials() throws Exception {
    PrometheusServer secured =
        new PrometheusServer(
            "http://prometheus.invalid:9090",
            Credentials.of(Map.of("token", "hidden"), "prometheus"),
            Map.of("X-Scope-OrgID", List.of("ops")),
            false);
    rounds(new MetricsOptions(secured, "istio", false))
        .run(
            canary(
                """
                  metricsServer: %s
                  analysis: {metrics: [{name: request-success-rate}]}
                """
                    .formatted(server.url("/"))),
            new ThresholdJudge());
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("Authorization")).isNull();
    assertThat(request.getHeaders().get("X-Scope-OrgID")).isNull();
  }

  @Test
  void aServerThatIsAwayFailsEveryCheck() throws Exception {
    RoundVerdict verdict;
    try (Away _ = Away.after(server)) {
      verdict =
          run(
              "  analysis: {metrics: [{name: request-success-rate, noData: Pass}, {name: b, query:"
                  + " up, noData: Hold}]}\n");
    }
    assertThat(verdict.results())
        .extracting(CheckResult::verdict)
        .containsExactly(Verdict.FAILED, Verdict.HELD);
    assertThat(verdict.reasons().getFirst())
        .startsWith("Prometheus query failed: cannot connect to localhost:");
    assertThat(verdict.reasons().getLast())
        .startsWith("Prometheus query failed for b: cannot connect to localhost:");
  }

  @Test
  void knativeAsksForTheNewestRevision() throws Exception {
    String metrics = "  provider: knative\n  analysis: {metrics: [{name: request-success-rate}]}\n";
    assertThat(run(metrics).reasons())
        .containsExactly(
            "Error fetching Knative service test/podinfo not found, or it has no revision yet");
    cluster.put(
        Manifests.object(
            KnativeService.class,
            """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata: {name: podinfo, namespace: test}
            spec: {template: {}}
            status: {latestCreatedRevisionName: podinfo-00002, url: http://x}
            """));
    assertThat(run(metrics).results().getFirst().query())
        .contains("envoy_cluster_name=~\"test/podinfo-00002\"");
  }

  @Test
  void allProvidersAreAvailableWhenTheyAnswer() throws Exception {
    results.put("vector(1)", "1");
    template("mine", "up", "prometheus");
    assertThat(
            rounds(options())
                .unavailable(
                    canary(
                        "  analysis: {metrics: [{name: request-duration}, {name: a, templateRef:"
                            + " {name: mine}}]}\n")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: request-duration} | Error checking metric providers: prometheus not available:"
            + " value is not 1 for query: vector(1)",
        "{name: a, templateRef: {name: mine}} | Error checking metric providers: prometheus in"
            + " Metric template mine.test not available: value is not 1 for query: vector(1)",
        "{name: a, templateRef: {name: gone}} | Error checking metric providers: Metric template"
            + " gone.test error: metrictemplate.flagger.app \"gone\" not found; create it",
      })
  void aProviderThatIsNotAvailableIsTold(String metric, String event) throws Exception {
    template("mine", "up", "prometheus");
    assertThat(rounds(options()).unavailable(canary("  analysis: {metrics: [" + metric + "]}\n")))
        .contains(event);
  }

  @ParameterizedTest
  @CsvSource({
    "istio, , apps/v1, Deployment, istio",
    "istio, nginx, apps/v1, Deployment, nginx",
    "linkerd, nginx, apps/v1, Deployment, linkerd",
    "smi:crossover, , apps/v1, Deployment, crossover",
    "kubernetes, , v1, Service, kubernetes:service",
    "knative, , serving.knative.dev/v1, Service, knative",
  })
  void providerOfTheBuiltInQueries(
      String mesh, @Nullable String own, String apiVersion, String kind, String expected) {
    Canary canary =
        Manifests.canary(
            """
            apiVersion: flagger.app/v1beta1
            kind: Canary
            metadata: {name: podinfo, namespace: test}
            spec:
              provider: %s
              targetRef: {apiVersion: %s, kind: %s, name: podinfo}
              analysis: {}
            """
                .formatted(own == null ? "''" : own, apiVersion, kind));
    assertThat(MetricsProvider.of(canary, mesh)).isEqualTo(expected);
  }

  private RoundVerdict run(String spec) throws InterruptedException {
    return rounds(options()).run(canary(spec), new ThresholdJudge());
  }

  private Rounds rounds(MetricsOptions options) {
    return new Rounds(cluster, new OkHttpClient(), options, executor, () -> NOON);
  }

  private MetricsOptions options() {
    return new MetricsOptions(prometheus(), "istio", false);
  }

  private PrometheusServer prometheus() {
    return PrometheusServer.at(server.url("/").toString());
  }

  private static Canary canary(String spec) {
    return Manifests.podinfo(spec);
  }

  private void template(String name, String query, String type, String... provider) {
    String address =
        List.of(provider).stream().anyMatch(field -> field.startsWith("address"))
            ? ""
            : "    address: %s\n".formatted(server.url("/"));
    StringBuilder fields = new StringBuilder(address);
    for (String field : provider) {
      fields.append("    ").append(field).append('\n');
    }
    cluster.put(
        Manifests.object(
            MetricTemplate.class,
            """
            apiVersion: flagger.app/v1beta1
            kind: MetricTemplate
            metadata: {name: %s, namespace: test}
            spec:
              query: '%s'
              provider:
                type: %s
            %s\
            """
                .formatted(name, query, type, fields)));
  }

  private void secret(String name, String data) {
    cluster.put(
        Manifests.object(
            Secret.class,
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: %s, namespace: test}
            data: {%s}
            """
                .formatted(name, data)));
  }

  private static MockResponse value(String number) {
    return body(
        "{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"%s\"]}]}"
            .formatted(number));
  }

  private static MockResponse body(String data) {
    return new MockResponse.Builder()
        .body("{\"status\":\"success\",\"data\":%s}".formatted(data))
        .build();
  }
}
