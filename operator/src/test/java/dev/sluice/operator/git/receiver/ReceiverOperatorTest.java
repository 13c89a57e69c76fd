package dev.sluice.operator.git.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.ImagePolicy;
import dev.sluice.crds.Receiver;
import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.operator.boot.RunningOperator;
import dev.sluice.operator.kube.ChartDefinitions;
import dev.sluice.operator.kube.Requested;
import dev.sluice.playground.apiserver.ApiServer;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receivers as those meet them who call: an API server and an operator. */
@Timeout(120)
final class ReceiverOperatorTest {
  private static final String TOKEN = "s3cr3t";

  private final ApiServer server = ApiServer.start();
  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(server.kubeconfig())).build();
  private final HttpClient http = HttpClient.newHttpClient();
  private Optional<RunningOperator> operator = Optional.empty();

  @BeforeEach
  void start() throws IOException, InterruptedException {
    ChartDefinitions.of(client).forEach(definition -> client.resource(definition).create());
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName("apps").endMetadata().build())
        .create();
    apply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ImagePolicy
        metadata: {name: podinfo, namespace: apps}
        spec: {image: 'localhost:9/podinfo', policy: {alphabetical: {}}, suspend: true}
        """,
        ImagePolicy.class);
    operator =
        Optional.of(
            RunningOperator.start(
                OperatorOptions.DEFAULTS.with("nginx", "http://127.0.0.1:9"),
                client.getConfiguration(),
                List.of(),
                () -> {}));
  }

  @AfterEach
  void stop() {
    operator.ifPresent(RunningOperator::close);
    http.close();
    client.close();
    server.close();
  }

  @Test
  void aCallHasWhatItNamesLookedAt() throws Exception {
    secret();
    receiver("type: GitLab");
    assertThat(call(TOKEN, "{}").statusCode()).isEqualTo(200);
    assertThat(requested()).isNotNull();
  }

  @Test
  void aCallThatIsSentAgainIsHarmlessAndTheyAreLimited() throws Exception {
    secret();
    receiver("type: GitLab");
    int heeded = 0;
    HttpResponse<String> last = call(TOKEN, "{}");
    while (last.statusCode() == 200 && heeded < 100) {
      heeded++;
      last = call(TOKEN, "{}");
    }
    assertThat(last.statusCode()).isEqualTo(429);
    assertThat(last.headers().firstValue("Retry-After")).isPresent();
    assertThat(heeded).isBetween(10, 50);
  }

  @Test
  void whoDoesNotKnowTheTokenIsRefusedAndNothingIsLookedAt() throws Exception {
    secret();
    receiver("type: GitLab");
    assertThat(call("another", "{}").statusCode()).isEqualTo(401);
    assertThat(call(TOKEN, "x".repeat((4 << 20) + 1)).statusCode()).isEqualTo(413);
    assertThat(send(HttpRequest.newBuilder(uri("apps/receiver")).GET()).statusCode())
        .isEqualTo(405);
    for (String path : new String[] {"apps/another", "apps", "apps/receiver/x", ""}) {
      assertThat(
              send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()))
                  .statusCode())
          .as(path)
          .isEqualTo(404);
    }
    assertThat(requested()).isNull();
  }

  @Test
  void onlyTheEventsThatAreNamedAreHeeded() throws Exception {
    secret();
    receiver("type: GitLab\n  events: [Tag Push Hook]");
    HttpResponse<String> answer = call(TOKEN, "{}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("not heeded: Push Hook\n");
    assertThat(requested()).isNull();
  }

  @Test
  void saysWhenItsSecretIsMissingAndIsReadyWhenItComes() throws Exception {
    apply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: Receiver
        metadata: {name: receiver, namespace: apps}
        spec:
          type: GitLab
          secretRef: {name: hook}
          resources: [{kind: ImagePolicy, name: podinfo}]
        """,
        Receiver.class);
    await("False");
    assertThat(receiver().getStatus().conditions().getFirst().message())
        .isEqualTo("spec.secretRef: secret \"hook\" not found in namespace apps");
    assertThat(call(TOKEN, "{}").statusCode()).isEqualTo(503);
    secret();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> call(TOKEN, "{}").statusCode() == 200);
  }

  private void receiver(String type) {
    apply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: Receiver
        metadata: {name: receiver, namespace: apps}
        spec:
          %s
          secretRef: {name: hook}
          resources: [{kind: ImagePolicy, name: podinfo}]
        """
            .formatted(type),
        Receiver.class);
    await("True");
    assertThat(receiver().getStatus().webhookPath()).isEqualTo("/hook/apps/receiver");
  }

  private void await(String ready) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                receiver().getStatus() != null
                    && receiver().getStatus().conditions().getFirst().status().equals(ready));
  }

  private Receiver receiver() {
    return client.resources(Receiver.class).inNamespace("apps").withName("receiver").get();
  }

  private void secret() {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("hook")
                .withNamespace("apps")
                .endMetadata()
                .addToStringData("token", TOKEN)
                .build())
        .create();
  }

  private @Nullable String requested() {
    return client
        .resources(ImagePolicy.class)
        .inNamespace("apps")
        .withName("podinfo")
        .get()
        .getMetadata()
        .getAnnotations()
        .get(Requested.ANNOTATION);
  }

  private HttpResponse<String> call(String token, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri("apps/receiver"))
            .header("X-Gitlab-Token", token)
            .header("X-Gitlab-Event", "Push Hook")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + operator.orElseThrow().port() + HookEndpoint.PATH + path);
  }

  private <T extends io.fabric8.kubernetes.api.model.HasMetadata> void apply(
      String yaml, Class<T> type) {
    client.resource(client.getKubernetesSerialization().unmarshal(yaml, type)).serverSideApply();
  }
}
