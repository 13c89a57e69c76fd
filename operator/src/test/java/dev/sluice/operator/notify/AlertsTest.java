package dev.sluice.operator.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.AlertProvider;
import dev.sluice.crds.Canary;
import dev.sluice.operator.hooks.Hooks;
import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.rollout.Effect.Alert;
import dev.sluice.rollout.Effect.Alert.Severity;
import dev.sluice.rollout.Plan.AlertField;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("A8")
final class AlertsTest {
  private static final List<AlertField> METADATA =
      List.of(new AlertField("Target", "Deployment/podinfo.test"));

  private final FakeCluster cluster = new FakeCluster();
  private final MockWebServer server = new MockWebServer();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Outbox outbox = new Outbox(executor);

  @BeforeEach
  void start() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            int status = request.getTarget().startsWith("/broken") ? 500 : 200;
            return new MockResponse.Builder().code(status).body("{\"ok\":true}").build();
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
  @CsvSource({
    "'', INFO, true", "'', WARN, true", "'', ERROR, true",
    "info, INFO, true", "info, WARN, true", "info, ERROR, true",
    "warn, INFO, false", "warn, WARN, true", "warn, ERROR, true",
    "error, INFO, false", "error, WARN, false", "error, ERROR, true",
    ", INFO, true",
  })
  void sendsFromTheSeverityOn(@Nullable String from, Severity severity, boolean sent)
      throws Exception {
    provider("chat", "address: '%s'".formatted(server.url("/chat")));
    raise(global(), canary(alert("chat", from)), severity, false);
    assertThat(server.getRequestCount()).isEqualTo(sent ? 1 : 0);
  }

  @Test
  void theCanarysAlertsReplaceTheGlobalChat() throws Exception {
    provider("chat", "address: '%s'".formatted(server.url("/chat")));
    raise(global(), canary(alert("chat", "error")), Severity.INFO, false);
    assertThat(server.getRequestCount()).isZero();
    raise(global(), canary("[]"), Severity.INFO, false);
    assertThat(server.takeRequest().getTarget()).isEqualTo("/global");
  }

  @Test
  void nobodyIsToldWhereNobodyIsNamed() throws Exception {
    raise(null, canary("[]"), Severity.ERROR, true);
    assertThat(server.getRequestCount()).isZero();
    assertThat(events()).isEmpty();
  }

  @Test
  void fieldsAreSentWhenAskedForAndTheClusterAlways() throws Exception {
    raise(global(), canary("[]"), Severity.INFO, true);
    assertThat(body(server.takeRequest()))
        .contains(
            """
            "fields":[{"title":"Cluster","value":"prod","short":false},\
            {"title":"Target","value":"Deployment/podinfo.test","short":false}]\
            """);
    raise(global(), canary("[]"), Severity.INFO, false);
    assertThat(body(server.takeRequest()))
        .contains("\"fields\":[{\"title\":\"Cluster\",\"value\":\"prod\",\"short\":false}]");
  }

  @Test
  void defaultsOfAProviderAreFlaggers() throws Exception {
    provider("chat", "address: '%s'".formatted(server.url("/chat")));
    raise(null, canary(alert("chat", "info")), Severity.INFO, false);
    assertThat(body(server.takeRequest()))
        .contains("\"channel\":\"general\"", "\"username\":\"flagger\"");
  }

  @Test
  void addressAndTokenComeFromTheSecret() throws Exception {
    secret("address", server.url("/api/chat.postMessage").toString(), "token", "xoxb-1");
    provider("chat", "{channel: ops, secretRef: {name: chat}}");
    raise(null, canary(alert("chat", "info")), Severity.INFO, false);
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/api/chat.postMessage");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer xoxb-1");
  }

  @Tag("A10.4")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{address: 'http://x/s3cr3t', type: msteams} | alert on-call can't be sent: alert provider"
            + " chat.test error: provider msteams is not supported; this release supports only"
            + " slack",
        "{secretRef: {name: gone}} | alert on-call can't be sent: alert provider chat.test error:"
            + " secret \"gone\" not found in namespace test",
        "{secretRef: {name: chat}} | alert on-call can't be sent: alert provider chat.test error:"
            + " the secret \"chat\" does not contain an address",
        "{address: s3cr3t} | alert on-call can't be sent: alert provider chat.test error: the Slack"
            + " address is not an http or https URL",
        "{address: 'http://x/s3cr3t', proxy: 'https://me:s3cr3t@x'} | alert on-call can't be sent:"
            + " alert provider chat.test error: the proxy is not an http URL; write for example"
            + " http://proxy.example.com:3128",
        "{channel: ops} | alert on-call can't be sent: alert provider chat.test error: no address:"
            + " set spec.address or a secret with the key address",
      })
  void whatIsWrongWithAProviderIsAnEvent(String provider, String event) throws Exception {
    secret("other", "x", "token", "s3cr3t");
    provider("chat", provider);
    raise(null, canary(alert("chat", "info")), Severity.INFO, false);
    assertThat(events()).containsExactly(event);
  }

  @Test
  void aProviderThatDoesNotExistIsAnEvent() throws Exception {
    raise(null, canary(alert("gone", "info")), Severity.INFO, false);
    assertThat(events())
        .containsExactly(
            "alert on-call can't be sent: alert provider gone.test error: alertprovider.flagger.app"
                + " \"gone\" not found; create it");
  }

  @Tag("A3:19")
  @Test
  void aProviderOfAnotherNamespaceIsRefusedWhereThatIsForbidden() throws Exception {
    Canary elsewhere = canary("[{name: on-call, providerRef: {name: chat, namespace: other}}]");
    alerts(new AlertOptions(null, null, true))
        .raise(
            elsewhere, "r1", new Alert(Severity.INFO, "text", false), METADATA, Optional.empty());
    assertThat(outbox.flush(Duration.ofMinutes(1))).isTrue();
    assertThat(events())
        .containsExactly(
            "alert on-call can't be sent: alert provider chat.other error: references to other"
                + " namespaces are not allowed here; copy it to test");
  }

  @Test
  void aChatThatFailsIsOneEventARollout() throws Exception {
    provider("chat", "address: '%s'".formatted(server.url("/broken/s3cr3t")));
    raise(null, canary(alert("chat", "info")), Severity.INFO, false);
    raise(null, canary(alert("chat", "info")), Severity.ERROR, false);
    assertThat(server.getRequestCount()).isEqualTo(2);
    assertThat(events())
        .containsExactly("alert on-call can't be sent: Slack answered HTTP 500: {\"ok\":true}");
  }

  private void raise(
      @Nullable SlackTarget global, Canary canary, Severity severity, boolean withMetadata)
      throws InterruptedException {
    alerts(new AlertOptions(global, "prod", false))
        .raise(canary, "r1", new Alert(severity, "text", withMetadata), METADATA, Optional.empty());
    assertThat(outbox.flush(Duration.ofMinutes(1))).isTrue();
  }

  private Alerts alerts(AlertOptions options) {
    OkHttpClient http = new OkHttpClient();
    Events events =
        new Events(cluster, new Hooks(cluster, http), outbox, null, InstantSource.system());
    return new Alerts(cluster, http, options, outbox, events);
  }

  private SlackTarget global() {
    return new SlackTarget(server.url("/global").toString(), null, null, "flagger", null);
  }

  private static Canary canary(String alerts) {
    return Manifests.podinfo("  analysis: {alerts: %s}\n".formatted(alerts));
  }

  private static String alert(String provider, @Nullable String severity) {
    String from = severity == null ? "" : "severity: '%s', ".formatted(severity);
    return "[{name: on-call, %sproviderRef: {name: %s}}]".formatted(from, provider);
  }

  private void provider(String name, String fields) {
    String inner = fields.startsWith("{") ? fields.substring(1, fields.length() - 1) : fields;
    String type = inner.contains("type:") ? "" : "type: slack, ";
    cluster.put(
        Manifests.object(
            AlertProvider.class,
            """
            apiVersion: flagger.app/v1beta1
            kind: AlertProvider
            metadata: {name: %s, namespace: test}
            spec: {%s%s}
            """
                .formatted(name, type, inner)));
  }

  private void secret(String key, String value, String other, String otherValue) {
    cluster.put(
        Manifests.object(
            Secret.class,
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: chat, namespace: test}
            data: {%s: %s, %s: %s}
            """
                .formatted(
                    key,
                    ByteString.encodeUtf8(value).base64(),
                    other,
                    ByteString.encodeUtf8(otherValue).base64())));
  }

  private List<String> events() {
    return cluster.list(Event.class, "test").stream().map(Event::getMessage).toList();
  }

  private static String body(RecordedRequest request) {
    return Objects.requireNonNull(request.getBody()).utf8();
  }
}
