package dev.sluice.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.counting.SampleSource;
import dev.sluice.analysis.counting.SampleSource.Fetched;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.http.TrustingClients;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrometheusSamplesTest {
  private static final Instant FROM = Instant.ofEpochSecond(1000);
  private static final Instant TO = Instant.ofEpochMilli(1_015_500);

  private final MockWebServer server = new MockWebServer();
  private final TrustingClients clients = new TrustingClients(new OkHttpClient());
  private final SeriesLog series = new SeriesLog();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void asksForWhatWasScrapedUpToAnAlignedTime() throws InterruptedException {
    success("");
    samples("up{a=\"b\"}");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getUrl().encodedPath()).isEqualTo("/api/v1/query");
    assertThat(request.getUrl().queryParameter("query")).isEqualTo("up{a=\"b\"}[15500ms]");
    assertThat(request.getUrl().queryParameter("time")).isEqualTo("1015.500");
  }

  @Test
  void readsEverySampleOfEverySeries() {
    success(
        """
        {"metric":{"__name__":"x","a":"1"},"values":[[1000.25,"1"],[1015.5,"3"]]},
        {"metric":{"__name__":"x","a":"2"},"values":[[1003,"1e3"],[1004,"+Inf"],[1005,"NaN"]]}
        """);
    assertThat(samples("x")).isEqualTo(new Fetched.Complete(null));
    assertThat(series.lines)
        .containsExactly(
            "{__name__=x, a=1} [1000250, 1015500] [1.0, 3.0]",
            "{__name__=x, a=2} [1003000, 1004000, 1005000] [1000.0, Infinity, NaN]");
  }

  @Test
  void leavesOutWhatIsAtTheBeginning() {
    // Prometheus 2 takes both ends in, Prometheus 3 leaves the first out.
    success("{\"metric\":{},\"values\":[[1000,\"1\"],[1000.001,\"2\"]]}");
    samples("x");
    assertThat(series.lines).containsExactly("{} [1000001] [2.0]");
  }

  @Test
  void readsNativeHistograms() {
    success(
        """
        {"metric":{"__name__":"h"},"histograms":[
          [1000,{"count":"1","sum":"1"}],
          [1007.5,{"count":"5","sum":"18.4","buckets":[[3,"-0.001","0.001","3"],[0,"0.5","1","2"]]}],
          [1009,{"count":"6","sum":"1"}]]}
        """);
    samples("h");
    assertThat(series.lines)
        .containsExactly(
            "{__name__=h} [1007500, 1009000] 5.0 [-0.001, 0.5] [0.001, 1.0] [3.0, 2.0] 6.0 [] []"
                + " []");
  }

  @Test
  void doesNotDependOnTheOrderOfFields() {
    server.enqueue(
        body(
            """
            {"infos":["x"],"data":{"extra":[{}],"result":[{"values":[[1001,"1"]],"x":{"y":[1]},
            "metric":{"a":"b"}}],"resultType":"matrix"},"status":"success"}
            """));
    assertThat(samples("x")).isEqualTo(new Fetched.Complete(null));
    assertThat(series.lines).containsExactly("{a=b} [1001000] [1.0]");
  }

  @Test
  void tellsTheServersClock() {
    server.enqueue(
        new MockResponse.Builder()
            .setHeader("Date", "Thu, 01 Jan 2026 12:00:03 GMT")
            .body(matrix(""))
            .build());
    assertThat(samples("x")).isEqualTo(new Fetched.Complete(Instant.parse("2026-01-01T12:00:03Z")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"} |"
            + " Prometheus at HOST refused the query: bad_data: parse error",
        "401 | no | HOST refused the credentials (HTTP 401); check the provider's secret, or the operator's --metrics-server-* options",
        "503 | busy now | HOST answered HTTP 503 (\"busy now\"); check that server",
        "200 | <html>hello</html> | HOST does not answer as a Prometheus does; check the address",
        "200 | [] | HOST does not answer as a Prometheus does",
        "200 | {} | HOST answered without success",
        "200 | '' | HOST does not answer as a Prometheus does",
        "200 | {\"status\":\"error\",\"error\":\"broken\"} | HOST broken",
        "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}} | HOST"
            + " answered with a vector where series belong",
        "200 |"
            + " {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"values\":[[1001,\"x\"]]}]}}"
            + " | HOST answered \"x\" where a number belongs",
        "200 | {\"status\":\"success\",\"warnings\":[\"a store is"
            + " away\"],\"data\":{\"resultType\":\"matrix\",\"result\":[]}} | HOST answered with a"
            + " warning (a store is away), so that its counts may not be complete",
        "200 |"
            + " {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"values\":[[1001"
            + " | HOST does not answer as a Prometheus does; check the address",
      })
  void nonsenseFailsAndSaysWhatToCheck(int status, String body, String reason) {
    server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    assertThat(samples("x")).isEqualTo(new Fetched.Failed(reason.replace("HOST", host())));
  }

  @Test
  void moreThanPrometheusTakesIsTooLarge() {
    server.enqueue(
        new MockResponse.Builder()
            .code(422)
            .body(
                "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"query processing"
                    + " would load too many samples into memory in query execution\"}")
            .build());
    assertThat(samples("x{a=\"b\"}"))
        .isInstanceOfSatisfying(
            Fetched.TooLarge.class,
            large ->
                assertThat(large.reason())
                    .startsWith("x{a=\"b\"} has more than 50,000 series or 2,000,000 samples in ")
                    .contains("drop labels that are not needed")
                    .contains("measure at the gateway"));
  }

  @Test
  void moreSamplesThanFitIsTooLargeAndIsNotReadToItsEnd() {
    String one = "{\"metric\":{},\"values\":[" + "[1001,\"1\"],".repeat(1000) + "[1001,\"1\"]]}";
    success((one + ",").repeat(2500) + one);
    assertThat(samples("x")).isInstanceOf(Fetched.TooLarge.class);
    assertThat(series.lines).hasSizeLessThan(2000);
  }

  @Test
  void moreSeriesThanFitIsTooLarge() {
    String one = "{\"metric\":{},\"values\":[[1001,\"1\"]]}";
    success((one + ",").repeat(50_000) + one);
    assertThat(samples("x")).isInstanceOf(Fetched.TooLarge.class);
  }

  @Test
  void aSlowAnswerIsTooLarge() {
    server.enqueue(
        new MockResponse.Builder()
            .onResponseBody(SocketEffect.Stall.INSTANCE)
            .body(matrix(""))
            .build());
    assertThat(source(Duration.ofMillis(300), Credentials.NONE).samples("x", FROM, TO, series))
        .isEqualTo(
            new Fetched.TooLarge(
                "no answer from %s within 300ms; check that it is reachable and not overloaded"
                    .formatted(host())));
  }

  @Test
  void aConnectionThatBreaksFails() {
    server.enqueue(
        new MockResponse.Builder()
            .onResponseBody(new SocketEffect.CloseSocket())
            .body(matrix("{\"metric\":{},\"values\":[[1001,\"1\"]]}"))
            .build());
    assertThat(samples("x")).isInstanceOf(Fetched.Failed.class);
  }

  @Test
  void aServerThatIsAwayFails() {
    SampleSource source = source(Duration.ofSeconds(5), Credentials.NONE);
    server.close();
    assertThat(source.samples("x", FROM, TO, series))
        .isEqualTo(
            new Fetched.Failed(
                "cannot connect to %s; check the address and that the server runs"
                    .formatted(host())));
  }

  @Test
  void anInterruptEndsIt() {
    server.enqueue(new MockResponse.Builder().onRequestStart(SocketEffect.Stall.INSTANCE).build());
    Thread.currentThread().interrupt();
    assertThat(samples("x")).isInstanceOf(Fetched.Failed.class);
    Thread.interrupted();
  }

  @Test
  void sendsCredentialsAndHeaders() throws InterruptedException {
    success("");
    PrometheusServer tenant =
        new PrometheusServer(
            server.url("/prom").toString(),
            Credentials.of(Map.of("token", "t0ken"), "prometheus"),
            Map.of("X-Scope-OrgID", List.of("shop")),
            false);
    PrometheusSamples.of(clients, tenant, Duration.ofSeconds(5)).samples("x", FROM, TO, series);
    RecordedRequest request = server.takeRequest();
    assertThat(request.getUrl().encodedPath()).isEqualTo("/prom/api/v1/query");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer t0ken");
    assertThat(request.getHeaders().get("X-Scope-OrgID")).isEqualTo("shop");
  }

  @Test
  void sendsALongSelectorAsAForm() throws InterruptedException {
    success("");
    samples("up{a=\"" + "x".repeat(3000) + "\"}");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(Objects.requireNonNull(request.getBody()).utf8()).contains("time=1015.500");
  }

  @Test
  void readsTheValuesOfAQuery() throws InterruptedException {
    success("{\"metric\":{},\"values\":[[1000,\"1.5\"],[1015,\"NaN\"],[1030,\"2\"]]}");
    Map<Long, Double> values = new TreeMap<>();
    assertThat(values("sum(q)", values)).isEqualTo(new Fetched.Complete(null));
    assertThat(values).isEqualTo(Map.of(1_000_000L, 1.5, 1_030_000L, 2.0));
    RecordedRequest request = server.takeRequest();
    assertThat(request.getUrl().encodedPath()).isEqualTo("/api/v1/query_range");
    assertThat(request.getUrl().queryParameter("start")).isEqualTo("1000.000");
    assertThat(request.getUrl().queryParameter("end")).isEqualTo("1015.500");
    assertThat(request.getUrl().queryParameter("step")).isEqualTo("15.000");
  }

  @Test
  void severalValuesAreRefused() {
    success(
        """
        {"metric":{"a":"1"},"values":[[1000,"1"]]},{"metric":{"a":"2"},"values":[[1000,"1"]]}
        """);
    assertThat(values("q", new TreeMap<>()))
        .isEqualTo(
            new Fetched.Failed(
                "query returned multiple values: 2 series; aggregate them, for example with"
                    + " sum()"));
  }

  private Fetched samples(String selector) {
    return source(Duration.ofSeconds(20), Credentials.NONE).samples(selector, FROM, TO, series);
  }

  private Fetched values(String query, Map<Long, Double> into) {
    return source(Duration.ofSeconds(20), Credentials.NONE)
        .values(query, FROM, TO, Duration.ofSeconds(15), into::put);
  }

  private SampleSource source(Duration timeout, Credentials credentials) {
    return PrometheusSamples.of(
        clients,
        new PrometheusServer(server.url("/").toString(), credentials, Map.of(), false),
        timeout);
  }

  private void success(String result) {
    server.enqueue(body(matrix(result)));
  }

  private static String matrix(String result) {
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[%s]}}"
        .formatted(result);
  }

  private static MockResponse body(String text) {
    return new MockResponse.Builder().body(text).build();
  }

  private String host() {
    return server.getHostName() + ":" + server.getPort();
  }
}
