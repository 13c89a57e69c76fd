package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncSpec.Mode;
import dev.sluice.crds.SecretRef;
import dev.sluice.operator.git.apply.Kinds;
import dev.sluice.operator.git.apply.KubeConfig;
import dev.sluice.operator.git.apply.LiveObjects;
import dev.sluice.operator.git.apply.TargetCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The clusters that GitSyncs are about: the operator's own, or one of a kubeconfig. */
final class TargetClusters implements AutoCloseable {
  private final TargetCluster applied;
  private final TargetCluster observed;
  private final Function<Config, KubernetesClient> connect;
  private final Consumer<ResourceID> changed;
  private final Map<ResourceID, Other> others = new HashMap<>();

  /** Another cluster, as long as neither the kubeconfig nor the mode changes. */
  private record Other(Map<String, String> kubeConfig, boolean observing, TargetCluster cluster) {
    void close() {
      cluster.live().close();
      cluster.client().close();
    }
  }

  /**
   * @param connect opens a client of another cluster
   * @param changed is told the GitSync whose object has changed
   */
  TargetClusters(
      KubernetesClient client,
      Function<Config, KubernetesClient> connect,
      SyncOptions options,
      Consumer<ResourceID> changed) {
    this.connect = connect;
    this.changed = changed;
    this.applied = cluster(client, options.scope().namespace(), true);
    this.observed = cluster(client, options.scope().namespace(), false);
  }

  /**
   * The cluster of a GitSync.
   *
   * @param secret reads a Secret of the GitSync's namespace
   * @throws dev.sluice.operator.kube.ProblemException when its kubeconfig cannot be used
   */
  TargetCluster of(GitSync sync, Function<String, Map<String, String>> secret) {
    SecretRef ref = sync.getSpec().kubeConfigSecretRef();
    ResourceID id = ResourceID.fromResource(sync);
    if (ref == null) {
      drop(id);
      (isObserving(sync) ? applied : observed).live().forget(id);
      return isObserving(sync) ? observed : applied;
    }
    Map<String, String> kubeConfig = secret.apply(ref.name());
    synchronized (others) {
      Other known = others.get(id);
      if (known != null
          && known.kubeConfig.equals(kubeConfig)
          && known.observing == isObserving(sync)) {
        return known.cluster;
      }
      KubernetesClient client = connect.apply(KubeConfig.of(kubeConfig, ref.name()));
      Other other =
          new Other(kubeConfig, isObserving(sync), cluster(client, null, !isObserving(sync)));
      drop(id);
      others.put(id, other);
      return other.cluster;
    }
  }

  /** The cluster that the operator is in. */
  TargetCluster own() {
    return applied;
  }

  /** What is known of the objects of a GitSync; asks nobody. Empty before the first attempt. */
  Optional<LiveObjects> live(GitSync sync) {
    if (sync.getSpec().kubeConfigSecretRef() == null) {
      return Optional.of((isObserving(sync) ? observed : applied).live());
    }
    synchronized (others) {
      return Optional.ofNullable(others.get(ResourceID.fromResource(sync)))
          .map(other -> other.cluster.live());
    }
  }

  /** No longer tells of a GitSync that is gone. */
  void forget(ResourceID sync) {
    applied.live().forget(sync);
    observed.live().forget(sync);
    drop(sync);
  }

  static boolean isObserving(GitSync sync) {
    return sync.getSpec().mode() == Mode.Observe;
  }

  @Override
  public void close() {
    applied.live().close();
    observed.live().close();
    synchronized (others) {
      others.values().forEach(Other::close);
      others.clear();
    }
  }

  private void drop(ResourceID sync) {
    synchronized (others) {
      Optional.ofNullable(others.remove(sync)).ifPresent(Other::close);
    }
  }

  private TargetCluster cluster(
      KubernetesClient client, @Nullable String namespace, boolean onlyOurs) {
    Kinds kinds = new Kinds(client);
    return new TargetCluster(
        client, kinds, new LiveObjects(client, namespace, kinds, onlyOurs, changed));
  }
}
