package dev.sluice.e2e;

import dev.sluice.cli.stage.Definitions;
import dev.sluice.crds.Canary;
import dev.sluice.crds.GitSync;
import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.operator.boot.RunningOperator;
import dev.sluice.playground.apiserver.ApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A cluster with nodes, whose pods pull their images. */
final class OutsideCluster implements Cluster {
  private final Outside outside;
  private final boolean operated;
  private final Map<String, AutoCloseable> operators = new ConcurrentHashMap<>();

  /**
   * @param operated whether an operator works in the namespace of every scenario
   */
  OutsideCluster(Outside outside, boolean operated) {
    this.outside = outside;
    this.operated = operated;
  }

  @Override
  public KubernetesClient client() {
    return outside.client();
  }

  @Override
  public Config config() {
    return outside.config();
  }

  @Override
  public Path kubeconfig() {
    return outside.kubeconfig();
  }

  @Override
  public URI prometheus() {
    return outside.prometheus();
  }

  @Override
  public Demo demo() {
    return new Podinfo(outside.options().get("PODINFO").orElse(Podinfo.REPOSITORY));
  }

  @Override
  public URI gateway(String provider) {
    return outside.gateway(provider);
  }

  @Override
  public String gatewayRef() {
    String[] gateway = outside.gateway();
    return "{name: %s, namespace: %s}".formatted(gateway[1], gateway[0]);
  }

  @Override
  public void createNamespace(String name) {
    outside.createNamespace(name);
    if (operated) {
      operators.put(name, startOperator(name));
    }
  }

  /** Its operator goes first, so what has a finalizer is let go: nothing of it is needed again. */
  @Override
  public void removeNamespace(String name) {
    AutoCloseable operator = operators.remove(name);
    if (operator != null) {
      close(operator);
    }
    letGo(name, GitSync.class);
    letGo(name, Canary.class);
    client().namespaces().withName(name).delete();
  }

  @Override
  public Optional<ApiServer> apiServer() {
    return Optional.empty();
  }

  /** Puts back what one that had the cluster for itself may have changed. */
  void restore() {
    Definitions.apply(client());
  }

  private void letGo(String namespace, Class<? extends HasMetadata> kind) {
    if (client()
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName(HasMetadata.getFullResourceName(kind))
            .get()
        == null) {
      return;
    }
    var objects = client().resources(kind).inNamespace(namespace);
    for (HasMetadata left : objects.list().getItems()) {
      objects
          .withName(left.getMetadata().getName())
          .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
    }
  }

  /** By the chart if there is an image, with the rights of the one namespace; else here. */
  private AutoCloseable startOperator(String namespace) {
    Optional<String> image = outside.options().get("IMAGE");
    if (image.isPresent()) {
      return ChartInstallation.withPods(this, namespace, image.get(), outside.prometheusInside());
    }
    try {
      return RunningOperator.start(
          OperatorOptions.DEFAULTS.with("nginx", prometheus().toString()).inNamespace(namespace),
          config(),
          List.of(),
          () -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void close(AutoCloseable operator) {
    try {
      operator.close();
    } catch (Exception e) {
      throw new IllegalStateException("an operator does not end", e);
    }
  }
}
