package dev.sluice.operator.boot;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.playground.apiserver.ApiServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class RunningOperatorTest {
  private final ApiServer server = ApiServer.start();
  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(server.kubeconfig())).build();

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void canBeStoppedWhileItWaitsForItsDefinitions() throws InterruptedException {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread starting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    start();
                    end.complete(null);
                  } catch (Exception e) {
                    end.completeExceptionally(e);
                  }
                });
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                server.requests().count(request -> request.path().startsWith("/apis/flagger")) > 0);
    starting.interrupt();
    starting.join();
    assertThatThrownBy(end::join).hasCauseInstanceOf(InterruptedException.class);
  }

  private void start() throws Exception {
    RunningOperator.start(
            OperatorOptions.DEFAULTS.with("nginx", "http://127.0.0.1:9"),
            client.getConfiguration(),
            List.of(),
            () -> {})
        .close();
  }
}
