package dev.sluice.e2e;

import dev.sluice.cli.stage.Stage;
import dev.sluice.playground.apiserver.ApiServer;
import dev.sluice.playground.world.World;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** The playground's world, on its own API server or on one that was started for it. */
record PlaygroundCluster(Stage stage) implements Cluster {
  @Override
  public KubernetesClient client() {
    return stage.client();
  }

  @Override
  public Config config() {
    return stage.config();
  }

  @Override
  public Path kubeconfig() {
    return stage.kubeconfig();
  }

  @Override
  public URI prometheus() {
    return stage.prometheus();
  }

  @Override
  public Demo demo() {
    return new PlaygroundDemo();
  }

  @Override
  public URI gateway(String provider) {
    return switch (provider) {
      case "nginx" -> stage.world().ingress();
      case "gatewayapi:v1" -> stage.world().gatewayApi();
      default -> throw new TestAbortedException("needs a gateway that obeys " + provider);
    };
  }

  @Override
  public String gatewayRef() {
    return "{name: %s, namespace: %s}".formatted(World.GATEWAY_NAME, World.GATEWAY_NAMESPACE);
  }

  @Override
  public void createNamespace(String name) {
    stage.createNamespace(name);
  }

  @Override
  public void removeNamespace(String name) {
    // It goes with the stage, and until then its pods cost next to nothing.
  }

  @Override
  public Optional<ApiServer> apiServer() {
    return stage.apiServer();
  }
}
