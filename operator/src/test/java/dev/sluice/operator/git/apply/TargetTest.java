package dev.sluice.operator.git.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As whom the API server is asked, and what is said when it refuses. */
final class TargetTest {
  private static final ObjectKey MAP = new ObjectKey("", "v1", "ConfigMap", "apps", "a");

  private final MockWebServer server = new MockWebServer();
  private KubernetesClient client;

  @BeforeEach
  void start() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return request.getTarget().equals("/api/v1")
                ? json(
                    200,
                    "{'kind':'APIResourceList','groupVersion':'v1','resources':["
                        + "{'name':'configmaps','kind':'ConfigMap','namespaced':true,'verbs':[]}]}")
                : json(403, "{'kind':'Status','apiVersion':'v1','code':403,'message':'no'}");
          }
        });
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl(server.url("/").toString())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void asksAsTheServiceAccountAndSaysWhatItMayNot() throws InterruptedException {
    Target target = Target.of(client, new Kinds(client), "apps", "deployer");
    assertThatThrownBy(() -> target.get(MAP))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo("Forbidden"))
        .hasMessageStartingWith(
            "the ServiceAccount deployer.apps may not get configmaps: add a rule");
    Headers headers = get().getHeaders();
    assertThat(headers.get("Impersonate-User")).isEqualTo("system:serviceaccount:apps:deployer");
    assertThat(headers.values("Impersonate-Group")).isEmpty();
  }

  @Test
  void asksAsTheOperatorWithoutOne() throws InterruptedException {
    Target target = Target.of(client, new Kinds(client), "apps", null);
    assertThatThrownBy(() -> target.get(MAP)).isInstanceOf(ProblemException.class);
    assertThat(get().getHeaders().get("Impersonate-User")).isNull();
  }

  private RecordedRequest get() throws InterruptedException {
    RecordedRequest request = server.takeRequest();
    while (!request.getTarget().endsWith("/configmaps/a")) {
      request = server.takeRequest();
    }
    return request;
  }

  private static MockResponse json(int code, String body) {
    return new MockResponse(
        code, Headers.of("Content-Type", "application/json"), body.replace('\'', '"'));
  }
}
