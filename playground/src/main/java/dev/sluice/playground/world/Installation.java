package dev.sluice.playground.world;

import dev.sluice.playground.world.gateway.Gateways;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts into the cluster what the world stands on; what is there already stays as it is. */
final class Installation {
  private static final Duration ESTABLISHED_WITHIN = Duration.ofSeconds(60);

  private static final List<String> DEFINITIONS =
      List.of(
          "gatewayclasses",
          "gateways",
          "httproutes",
          "grpcroutes",
          "referencegrants",
          "virtualservices",
          "destinationrules");

  private final KubernetesClient client;

  Installation(KubernetesClient client) {
    this.client = client;
  }

  void installDefinitions() {
    List<CustomResourceDefinition> definitions =
        DEFINITIONS.stream().map(this::definition).toList();
    definitions.forEach(this::createIfAbsent);
    long deadline = System.nanoTime() + ESTABLISHED_WITHIN.toNanos();
    for (CustomResourceDefinition definition : definitions) {
      while (!established(client.resource(definition).get())) {
        if (System.nanoTime() - deadline > 0) {
          throw new KubernetesClientException(
              "the API server does not establish " + definition.getMetadata().getName());
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(50));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("interrupted while the world was started", e);
    }
  }

  private static boolean established(@Nullable CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        // A moment after its creation the status has no conditions.
        && Stream.ofNullable(definition.getStatus().getConditions())
            .flatMap(List::stream)
            .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private CustomResourceDefinition definition(String name) {
    try (InputStream in = Installation.class.getResourceAsStream("crds/" + name + ".yaml")) {
      return client.getKubernetesSerialization().unmarshal(in, CustomResourceDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the definition of %s cannot be read".formatted(name), e);
    }
  }

  void installGateways() {
    createIfAbsent(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(World.GATEWAY_NAMESPACE)
            .endMetadata()
            .build());
    createIfAbsent(
        new GatewayClassBuilder()
            .withNewMetadata()
            .withName(World.GATEWAY_CLASS)
            .endMetadata()
            .withNewSpec()
            .withControllerName(Gateways.CONTROLLER_NAME)
            .endSpec()
            .build());
    createIfAbsent(
        new GatewayBuilder()
            .withNewMetadata()
            .withName(World.GATEWAY_NAME)
            .withNamespace(World.GATEWAY_NAMESPACE)
            .endMetadata()
            .withNewSpec()
            .withGatewayClassName(World.GATEWAY_CLASS)
            .addNewListener()
            .withName("http")
            .withPort(80)
            .withProtocol("HTTP")
            .withNewAllowedRoutes()
            .withNewNamespaces()
            .withFrom("All")
            .endNamespaces()
            .endAllowedRoutes()
            .endListener()
            .endSpec()
            .build());
    createIfAbsent(
        new IngressClassBuilder()
            .withNewMetadata()
            .withName(World.INGRESS_CLASS)
            .endMetadata()
            .withNewSpec()
            .withController(Gateways.INGRESS_CONTROLLER)
            .endSpec()
            .build());
  }

  private void createIfAbsent(HasMetadata object) {
    try {
      client.resource(object).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }
}
