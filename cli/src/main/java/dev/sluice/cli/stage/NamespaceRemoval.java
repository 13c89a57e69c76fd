package dev.sluice.cli.stage;

import dev.sluice.crds.Canary;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.ImagePolicy;
import dev.sluice.crds.Receiver;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes a namespace with all that the playground put there, also where no controller does. */
final class NamespaceRemoval {
  private static final Logger log = LoggerFactory.getLogger(NamespaceRemoval.class);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Owners before what they own, so that nothing is made again. */
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          Receiver.class,
          ImagePolicy.class,
          GitSync.class,
          Canary.class,
          Deployment.class,
          ReplicaSet.class,
          Pod.class,
          Ingress.class,
          Service.class,
          EndpointSlice.class,
          Endpoints.class,
          HorizontalPodAutoscaler.class,
          ConfigMap.class,
          Secret.class,
          Event.class);

  private final KubernetesClient client;

  NamespaceRemoval(KubernetesClient client) {
    this.client = client;
  }

  void remove(String namespace) {
    for (Class<? extends HasMetadata> kind : KINDS) {
      client
          .resources(kind)
          .inNamespace(namespace)
          .withTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .delete();
    }
    client.namespaces().withName(namespace).delete();
    try {
      client
          .namespaces()
          .withName(namespace)
          .waitUntilCondition(gone -> gone == null, PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (KubernetesClientException e) {
      log.debug("Nobody finalises namespace {}", namespace, e);
      finish(namespace);
    }
  }

  /** What the namespace controller does when a namespace is empty. */
  private void finish(String name) {
    Namespace namespace = client.namespaces().withName(name).get();
    if (namespace != null && namespace.getSpec() != null) {
      namespace.getSpec().setFinalizers(List.of());
      client.raw("/api/v1/namespaces/" + name + "/finalize", "PUT", namespace);
    }
  }
}
