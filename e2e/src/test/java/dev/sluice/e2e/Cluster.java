package dev.sluice.e2e;

import dev.sluice.playground.apiserver.ApiServer;
import dev.sluice.playground.apiserver.request.RequestLog;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What scenarios run on: an API server, what makes its objects live, gateways for clients, and a
 * Prometheus. What it has not, it refuses with a {@link org.opentest4j.TestAbortedException}, and
 * the scenario that asks for it is skipped.
 */
interface Cluster {
  /** A client that may do everything. */
  KubernetesClient client();

  /** How an operator that a scenario starts reaches the API server. */
  Config config();

  /** The file with which others reach it. */
  Path kubeconfig();

  /** Where an operator on this machine finds Prometheus. */
  URI prometheus();

  /** What the pods run. */
  Demo demo();

  /**
   * Where clients ask; the host header chooses the app. The provider is one that shifts traffic.
   */
  URI gateway(String provider);

  /** The Gateway that routes of every namespace may name, as a map in YAML. */
  String gatewayRef();

  void createNamespace(String name);

  /** Gives back what a scenario took, when it has ended. */
  void removeNamespace(String name);

  /** The playground's API server, which logs its requests and fails when told to. */
  Optional<ApiServer> apiServer();

  /** What was asked of the API server, where it logs that. */
  default Optional<RequestLog> requests() {
    return apiServer().map(ApiServer::requests);
  }
}
