package dev.sluice.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.analysis.MetricSource;
import dev.sluice.analysis.Sample;
import dev.sluice.operator.http.Away;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("A10.3")
final class PrometheusSourceTest {
  private final MockWebServer server = Away.able();
  private final TrustingClients clients = new TrustingClients(new OkHttpClient());

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"99.5\"]}]} | 99.5",
        "{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"a\":\"b\"},\"value\":[1.5,\"1e3\"]}]} | 1000",
        "{\"resultType\":\"scalar\",\"result\":[1435781451.781,\"1\"]} | 1",
        "{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\"+Inf\"]}]} | Infinity",
        "{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\"-Inf\"]}]} | -Infinity",
      })
  void readsOneNumber(String data, double expected) {
    success(data);
    assertThat(source().query("up")).isEqualTo(new Sample.Value(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"resultType\":\"vector\",\"result\":[]}",
        "{\"resultType\":\"matrix\",\"result\":[]}",
        "{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\"NaN\"]}]}",
        "{\"resultType\":\"scalar\",\"result\":[1,\"NaN\"]}",
      })
  void nothingAndNaNAreNoData(String data) {
    success(data);
    assertThat(source().query("up")).isEqualTo(Sample.NoData.NONE_FOUND);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\"1\"]},{\"value\":[1,\"2\"]}]} | query returned multiple values: 2 series; aggregate them, for example with sum()",
        "{\"resultType\":\"matrix\",\"result\":[{\"values\":[[1,\"1\"]]}]} | query returned multiple values: a range of values; drop the [range] or wrap it in a function",
        "{\"resultType\":\"string\",\"result\":[1,\"x\"]} | the query's result is a string, not a number",
        "{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\"abc\"]}]} | HOST answered \"abc\" where a number belongs; check that it is a Prometheus",
        "{\"resultType\":\"vector\",\"result\":[{\"value\":\"x\"}]} | HOST answered \"\" where a number belongs; check that it is a Prometheus",
        "{} | the query's result is a nothing, not a number",
      })
  void everythingElseFails(String data, String reason) {
    success(data);
    assertFailed(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"} | Prometheus at HOST refused the query: bad_data: parse error",
        "422 | {\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"too many\"} | Prometheus at HOST refused the query: execution: too many",
        "401 | no | HOST refused the credentials (HTTP 401); check the provider's secret, or the operator's --metrics-server-* options",
        "403 | no | HOST refused the credentials (HTTP 403); check the provider's secret, or the operator's --metrics-server-* options",
        "404 | no | HOST has nothing at /api/v1/query (HTTP 404); check the address and its path",
        "503 | busy now | HOST answered HTTP 503 (\"busy now\"); check that server",
        "200 | <html>hello</html> | HOST does not answer as a Prometheus does (\"<html>hello</html>\"); check the address",
        "200 | [] | HOST does not answer as a Prometheus does (\"[]\"); check the address",
        "200 | '' | HOST does not answer as a Prometheus does (\"\"); check the address",
      })
  void nonsenseFailsAndSaysWhatToCheck(int status, String body, String reason) {
    server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    assertFailed(reason);
  }

  @Test
  void anEndlessAnswerFails() {
    server.enqueue(new MockResponse.Builder().body("[" + "1,".repeat(1 << 20) + "1]").build());
    assertFailed("the answer of HOST is larger than 1 MiB; aggregate the query to one value");
  }

  @Test
  void aServerThatIsAwayFails() throws Exception {
    MetricSource source = source();
    try (Away _ = Away.after(server)) {
      assertThat(source.query("up"))
          .isEqualTo(
              new Sample.Failed(
                  "cannot connect to %s; check the address and that the server runs"
                      .formatted(host())));
    }
  }

  @Test
  void aServerThatIsSlowFails() {
    server.enqueue(new MockResponse.Builder().onRequestStart(SocketEffect.Stall.INSTANCE).build());
    MetricSource source =
        PrometheusSource.of(clients, server(Credentials.NONE), Duration.ofMillis(300));
    assertThat(source.query("up"))
        .isEqualTo(
            new Sample.Failed(
                "no answer from %s within 300ms; check that it is reachable and not overloaded"
                    .formatted(host())));
  }

  @Test
  void anInterruptEndsTheQuery() {
    server.enqueue(new MockResponse.Builder().onRequestStart(SocketEffect.Stall.INSTANCE).build());
    Thread.currentThread().interrupt();
    assertThat(source().query("up")).isInstanceOf(Sample.Failed.class);
    Thread.interrupted();
  }

  @Test
  void asksUnderThePathOfItsAddress() throws InterruptedException {
    success("{\"resultType\":\"vector\",\"result\":[]}");
    source(server.url("/prom/").toString(), Credentials.NONE).query("sum(up) > 1");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("GET");
    assertThat(request.getUrl().encodedPath()).isEqualTo("/prom/api/v1/query");
    assertThat(request.getUrl().queryParameter("query")).isEqualTo("sum(up) > 1");
  }

  @Test
  void sendsALongQueryAsAForm() throws InterruptedException {
    success("{\"resultType\":\"vector\",\"result\":[]}");
    source().query("sum(up{a=\"" + "x".repeat(3000) + "\"})");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(Objects.requireNonNull(request.getBody()).utf8()).startsWith("query=sum%28up");
  }

  @Test
  void sendsCredentialsAndEveryHeader() throws InterruptedException {
    success("{\"resultType\":\"vector\",\"result\":[]}");
    PrometheusServer tenant =
        new PrometheusServer(
            server.url("/").toString(),
            Credentials.of(Map.of("token", "t0ken\n"), "prometheus"),
            Map.of("X-Scope-OrgID", List.of("one", "two")),
            false);
    PrometheusSource.of(clients, tenant).query("up");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer t0ken");
    assertThat(request.getHeaders().values("X-Scope-OrgID")).containsExactly("one", "two");
  }

  @Test
  void identifiesItselfAsTheAddressSays() throws InterruptedException {
    success("{\"resultType\":\"vector\",\"result\":[]}");
    String address =
        server.url("/").newBuilder().username("me").password("pass").build().toString();
    source(address, Credentials.NONE).query("up");
    assertThat(server.takeRequest().getHeaders().get("Authorization"))
        .isEqualTo("Basic bWU6cGFzcw==");
  }

  @Test
  void aHeaderThatHttpDoesNotAllowFails() {
    PrometheusServer odd =
        new PrometheusServer(
            server.url("/").toString(), Credentials.NONE, Map.of("X Y", List.of("z")), false);
    assertThat(PrometheusSource.of(clients, odd).query("up")).isInstanceOf(Sample.Failed.class);
  }

  @Test
  void checksTheServersCertificate() {
    HeldCertificate certificate = serveTls("localhost");
    assertThat(tls(false, null).query("up"))
        .isInstanceOfSatisfying(
            Sample.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .contains("check the scheme and the server's certificate"));
    success("{\"resultType\":\"scalar\",\"result\":[1,\"1\"]}");
    assertThat(tls(false, certificate.certificatePem()).query("up")).isEqualTo(new Sample.Value(1));
  }

  @Test
  void checksNoCertificateWhenToldSo() {
    serveTls("elsewhere");
    success("{\"resultType\":\"scalar\",\"result\":[1,\"1\"]}");
    assertThat(tls(true, null).query("up")).isEqualTo(new Sample.Value(1));
  }

  @ParameterizedTest
  @CsvSource({"prometheus:9090", "''", "ftp://x", "http://"})
  void anAddressThatIsNoUrlIsAProblem(String address) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> source(address, Credentials.NONE))
        .withMessage(
            "prometheus address %s is not a valid URL; write for example http://prometheus:9090",
            address);
  }

  private HeldCertificate serveTls(String name) {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName(name).build();
    server.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .build()
            .sslSocketFactory());
    return certificate;
  }

  private MetricSource tls(boolean insecure, @Nullable String ca) {
    return PrometheusSource.of(
        clients,
        new PrometheusServer(
            server.url("/").toString(), new Credentials(null, ca), Map.of(), insecure));
  }

  private void success(String data) {
    server.enqueue(
        new MockResponse.Builder()
            .body("{\"status\":\"success\",\"data\":%s}".formatted(data))
            .build());
  }

  private void assertFailed(String reason) {
    assertThat(source().query("up")).isEqualTo(new Sample.Failed(reason.replace("HOST", host())));
  }

  private MetricSource source() {
    return PrometheusSource.of(clients, server(Credentials.NONE));
  }

  private PrometheusServer server(Credentials credentials) {
    return new PrometheusServer(server.url("/").toString(), credentials, Map.of(), false);
  }

  private MetricSource source(String address, Credentials credentials) {
    return PrometheusSource.of(
        clients, new PrometheusServer(address, credentials, Map.of(), false));
  }

  private String host() {
    return server.getHostName() + ":" + server.getPort();
  }
}
