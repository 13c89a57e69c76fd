package dev.sluice.operator.workload;

import dev.sluice.playground.apiserver.ApiServer;
import io.fabric8.kubernetes.client.Config;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** On the playground's API server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EmbeddedWorkloadTest extends WorkloadOnServerContract {
  private ApiServer server;

  @BeforeAll
  void start() {
    server = ApiServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Override
  Config config() {
    return Config.fromKubeconfig(server.kubeconfig());
  }
}
