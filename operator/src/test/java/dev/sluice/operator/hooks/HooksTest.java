package dev.sluice.operator.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.crds.AnalysisSpec.WebhookSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.hooks.Hooks.Backoff;
import dev.sluice.operator.http.Away;
import dev.sluice.operator.kube.FakeCluster;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("A9")
final class HooksTest {
  private static final HookAnswer PASSED = new HookAnswer.Passed();
  private static final Backoff SHORT = new Backoff(Duration.ofMillis(1), Duration.ofMillis(4));

  private final KubernetesSerialization yaml = new KubernetesSerialization();
  private final FakeCluster cluster = new FakeCluster();
  private final MockWebServer server = Away.able();
  private final Hooks hooks = new Hooks(cluster, new OkHttpClient(), SHORT);

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void postsTheContractsPayload() throws InterruptedException {
    server.enqueue(status(200));
    assertThat(call("metadata: {k: v, a: b}")).isEqualTo(PASSED);
    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(request.getTarget()).isEqualTo("/gate");
    assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
    assertThat(request.getHeaders().get("Idempotency-Key")).isEqualTo("key-1");
    assertThat(body(request))
        .isEqualTo(
            """
            {"name":"podinfo","namespace":"test","phase":"Progressing","checksum":"%s",\
            "metadata":{"a":"b","k":"v"}}"""
                .formatted(Checksum.of(canary("{}").getStatus())));
  }

  @Test
  void leavesEmptyMetadataOut() throws InterruptedException {
    server.enqueue(status(200));
    call("{}");
    assertThat(body(server.takeRequest())).doesNotContain("metadata");
  }

  @Test
  void anEventTellsItsMessageTypeAndTime() throws InterruptedException {
    server.enqueue(status(200));
    WebhookSpec hook = hook("metadata: {team: shop, eventMessage: replaced}");
    HookPayload payload =
        HookPayload.ofEvent(
            canary("{}"), hook, "Warning", "it halts", Instant.ofEpochMilli(1_700_000_000_123L));
    hooks.call(new HookCall(hook, payload, "k"));
    assertThat(body(server.takeRequest()))
        .endsWith(
            """
            "metadata":{"eventMessage":"it halts","eventType":"Warning","team":"shop",\
            "timestamp":"1700000000123"}}""");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202})
  void statusUpTo202Passes(int status) {
    server.enqueue(status(status));
    assertThat(call("{}")).isEqualTo(PASSED);
  }

  @ParameterizedTest
  @CsvSource({
    "203, not yet, not yet",
    "403, Forbidden, Forbidden",
    "404, '', 'HTTP status 404 Client Error'",
    "501, no such thing, no such thing",
  })
  void anyOtherStatusRefusesWithTheBody(int status, String body, String error) {
    server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    assertThat(call("retries: 3")).isEqualTo(new HookAnswer.Refused(error));
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void aLongBodyIsCut() {
    server.enqueue(new MockResponse.Builder().code(400).body("x".repeat(100_000)).build());
    assertThat(call("{}"))
        .isInstanceOfSatisfying(
            HookAnswer.Refused.class,
            refused -> assertThat(refused.error()).hasSize(513).endsWith("…"));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void refusalsForNowAreTriedAgain(int status) {
    server.enqueue(status(status));
    server.enqueue(status(status));
    server.enqueue(status(200));
    assertThat(call("retries: 2")).isEqualTo(PASSED);
    assertThat(server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void retriesCarryTheSameIdempotencyKey() throws InterruptedException {
    server.enqueue(status(500));
    server.enqueue(status(200));
    call("retries: 1");
    server.takeRequest();
    assertThat(server.takeRequest().getHeaders().get(Hooks.IDEMPOTENCY_KEY)).isEqualTo("key-1");
  }

  @Test
  void aKeyThatIsNotAsciiIsSentAsItsHash() throws InterruptedException {
    server.enqueue(status(200));
    WebhookSpec hook = hook("{}");
    hooks.call(new HookCall(hook, HookPayload.of(canary("{}"), hook, ""), "Prüfung 1"));
    assertThat(server.takeRequest().getHeaders().get(Hooks.IDEMPOTENCY_KEY))
        .matches("[0-9a-f]{64}");
  }

  @Test
  void givesUpWithStatusAndBody() {
    server.enqueue(status(500));
    server.enqueue(new MockResponse.Builder().code(500).body("test 3 failed").build());
    assertThat(call("retries: 1"))
        .isEqualTo(
            new HookAnswer.Refused(
                "POST %s giving up after 2 attempt(s): unexpected HTTP status 500 Server Error: test 3 failed"
                    .formatted(server.url("/gate"))));
  }

  @Test
  void doesNotTryAgainUnlessAsked() {
    server.enqueue(status(503));
    assertThat(call("{}")).isInstanceOf(HookAnswer.Refused.class);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void waitsAsLongAsTheServerAsksUpToTheMost() {
    server.enqueue(new MockResponse.Builder().code(429).setHeader("Retry-After", "3600").build());
    server.enqueue(status(200));
    assertThat(call("retries: 1")).isEqualTo(PASSED);
  }

  @Test
  void aHookThatHangsIsGivenUpAtItsTimeout() {
    server.enqueue(new MockResponse.Builder().onRequestStart(SocketEffect.Stall.INSTANCE).build());
    assertThat(call("timeout: 200ms"))
        .isEqualTo(
            new HookAnswer.Refused(
                "POST %s giving up after 1 attempt(s): no answer from %s:%d within 200ms; check that it is reachable and not overloaded"
                    .formatted(server.url("/gate"), server.getHostName(), server.getPort())));
  }

  @Test
  void aBodyThatNeverEndsIsGivenUpAtTheTimeout() {
    server.enqueue(
        new MockResponse.Builder()
            .code(400)
            .body("x".repeat(2000))
            .throttleBody(1, 1, TimeUnit.SECONDS)
            .build());
    assertThat(call("timeout: 300ms")).isInstanceOf(HookAnswer.Refused.class);
  }

  @Test
  void aClosedPortIsTriedAgainAndTold() throws Exception {
    int port = server.getPort();
    try (Away _ = Away.after(server)) {
      assertThat(call("retries: 1"))
          .isInstanceOfSatisfying(
              HookAnswer.Refused.class,
              refused ->
                  assertThat(refused.error())
                      .endsWith(
                          "giving up after 2 attempt(s): cannot connect to localhost:%d; check the address and that the server runs"
                              .formatted(port)));
    }
  }

  @Test
  void queryAndPasswordOfTheUrlAreNotTold() {
    server.close();
    String url =
        server
            .url("/gate?token=hidden")
            .newBuilder()
            .username("me")
            .password("secret")
            .build()
            .toString();
    assertThat(call("url: '%s'".formatted(url)))
        .isInstanceOfSatisfying(
            HookAnswer.Refused.class,
            refused -> assertThat(refused.error()).doesNotContain("hidden", "secret"));
  }

  @Test
  void sendsHeadersAndTheSecretsToken() throws InterruptedException {
    secret("hook", Map.of("token", "t0ken"));
    server.enqueue(status(200));
    call("{headers: {X-Team: shop}, secretRef: {name: hook}}");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("X-Team")).isEqualTo("shop");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer t0ken");
  }

  @Test
  void sendsTheSecretsUserAndPassword() throws InterruptedException {
    secret("hook", Map.of("username", "me", "password", "pass"));
    server.enqueue(status(200));
    call("secretRef: {name: hook}");
    assertThat(server.takeRequest().getHeaders().get("Authorization"))
        .isEqualTo("Basic bWU6cGFzcw==");
  }

  @Test
  void identifiesItselfAsTheUrlSays() throws InterruptedException {
    server.enqueue(status(200));
    HttpUrl url = server.url("/").newBuilder().username("me").password("pass").build();
    call("url: '%s'".formatted(url));
    assertThat(server.takeRequest().getHeaders().get("Authorization"))
        .isEqualTo("Basic bWU6cGFzcw==");
  }

  @Test
  void signsTheBody() throws InterruptedException {
    secret("hook", Map.of("hmac", "shared"));
    server.enqueue(status(200));
    call("hmac: {secretRef: {name: hook}}");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("X-Signature"))
        .isEqualTo(
            "sha256="
                + Objects.requireNonNull(request.getBody())
                    .hmacSha256(ByteString.encodeUtf8("shared"))
                    .hex());
  }

  @Test
  void signsWithTheKeyAndHeaderThatAreNamed() throws InterruptedException {
    secret("hook", Map.of("mine", "shared"));
    server.enqueue(status(200));
    call("hmac: {secretRef: {name: hook}, key: mine, header: X-Hub-Signature-256}");
    assertThat(server.takeRequest().getHeaders().get("X-Hub-Signature-256")).startsWith("sha256=");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "secretRef: {name: gone} | secret \"gone\" not found in namespace test",
        "hmac: {secretRef: {name: gone}} | secret \"gone\" not found in namespace test",
        "url: 'ftp://x' | webhook gate: \"ftp://x\" is not an http or https URL",
        "timeout: '10' | webhook gate timeout: \"10\" is not a duration; write for example 30s, 1m30s or 2h",
        "headers: {'X Y': z} | webhook gate: the header \"X Y\" or its value has characters that HTTP does not allow",
      })
  void whatIsWrongInTheManifestIsTold(String fields, String error) {
    assertThat(call(fields)).isEqualTo(new HookAnswer.Refused(error));
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void anUnknownCertificateIsRefusedUnlessTlsIsDisabled() {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("elsewhere").build();
    server.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .build()
            .sslSocketFactory());
    server.enqueue(new MockResponse.Builder().failHandshake().build());
    assertThat(call("retries: 5"))
        .isInstanceOfSatisfying(
            HookAnswer.Refused.class,
            refused ->
                assertThat(refused.error())
                    .contains("after 1 attempt(s)")
                    .contains("check the scheme and the server's certificate"));
    server.enqueue(status(200));
    assertThat(call("disableTLS: true")).isEqualTo(PASSED);
  }

  @Test
  void anInterruptEndsTheCall() {
    server.enqueue(new MockResponse.Builder().onRequestStart(SocketEffect.Stall.INSTANCE).build());
    Thread.currentThread().interrupt();
    assertThat(call("retries: 3")).isInstanceOf(HookAnswer.Refused.class);
    Thread.interrupted();
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeIsFoundByItsName(HookType type) {
    assertThat(HookType.of(hook("type: " + type.wire()))).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "type: ''"})
  void noTypeIsRollout(String fields) {
    assertThat(HookType.of(hook(fields))).isEqualTo(HookType.ROLLOUT);
  }

  @Test
  void theLongestCallHasEveryAttemptAndEveryWait() {
    assertThat(Hooks.longest(hook("{}"))).isEqualTo(Duration.ofSeconds(11));
    assertThat(Hooks.longest(hook("{timeout: 1m, retries: 2}")))
        .isEqualTo(Duration.ofSeconds(3 * 60 + 2 * 30 + 1));
  }

  private static MockResponse status(int code) {
    return new MockResponse.Builder().code(code).build();
  }

  private HookAnswer call(String fields) {
    WebhookSpec hook = hook(fields);
    return hooks.call(
        new HookCall(hook, HookPayload.of(canary("{}"), hook, "Progressing"), "key-1"));
  }

  private WebhookSpec hook(String fields) {
    ObjectNode given = yaml.unmarshal("---\n{%s}".formatted(inner(fields)), ObjectNode.class);
    if (!given.has("name")) {
      given.put("name", "gate");
    }
    if (!given.has("url")) {
      given.put("url", server.url("/gate").toString());
    }
    return yaml.convertValue(given, WebhookSpec.class);
  }

  private static String inner(String fields) {
    return fields.startsWith("{") ? fields.substring(1, fields.length() - 1) : fields;
  }

  private Canary canary(String analysis) {
    return yaml.unmarshal(
        """
        apiVersion: flagger.app/v1beta1
        kind: Canary
        metadata: {name: podinfo, namespace: test}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
          analysis: %s
        status: {phase: Progressing, lastAppliedSpec: 5b9bf9c9, trackedConfigs: {configmap/a: x}}
        """
            .formatted(analysis),
        Canary.class);
  }

  private void secret(String name, Map<String, String> data) {
    var encoded = new java.util.HashMap<String, String>();
    data.forEach((key, value) -> encoded.put(key, ByteString.encodeUtf8(value).base64()));
    cluster.put(
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("test")
            .endMetadata()
            .withData(encoded)
            .build());
  }

  private static String body(RecordedRequest request) {
    return Objects.requireNonNull(request.getBody()).utf8();
  }
}
