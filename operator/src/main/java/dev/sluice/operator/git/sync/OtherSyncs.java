package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.crds.SecretRef;
import dev.sluice.operator.git.apply.ObjectKey;
import dev.sluice.operator.git.apply.Origin;
import dev.sluice.operator.git.apply.Owners;
import dev.sluice.operator.kube.Refusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The other GitSyncs by their statuses, in which they write what they apply before they do; listed
 * once, and only when somebody asks.
 */
final class OtherSyncs implements Owners {
  private final KubernetesClient client;
  private final @Nullable String namespace;
  private final GitSync sync;
  private @Nullable List<Other> others;

  private record Other(String name, String namespace, Set<String> ids) {
    String words() {
      return name + "." + namespace;
    }
  }

  /**
   * @param client of the cluster with the GitSyncs
   * @param namespace the only one that the operator may look at; null for all
   * @param sync the one that asks
   */
  OtherSyncs(KubernetesClient client, @Nullable String namespace, GitSync sync) {
    this.client = client;
    this.namespace = namespace;
    this.sync = sync;
  }

  @Override
  public Optional<String> any(ObjectKey key) {
    return with(key, _ -> true);
  }

  @Override
  public Optional<String> labelled(ObjectKey key, String label, String namespace) {
    return with(
        key,
        other -> Origin.label(other.name()).equals(label) && other.namespace().equals(namespace));
  }

  private Optional<String> with(ObjectKey key, Predicate<Other> which) {
    List<Other> known = others;
    if (known == null) {
      known = list();
      others = known;
    }
    return known.stream()
        .filter(which)
        .filter(other -> other.ids().contains(key.id()))
        .map(Other::words)
        .findFirst();
  }

  private List<Other> list() {
    try {
      var all = client.resources(GitSync.class);
      return (namespace == null ? all.inAnyNamespace() : all.inNamespace(namespace))
          .list().getItems().stream()
              .filter(other -> !other.getMetadata().getUid().equals(sync.getMetadata().getUid()))
              .filter(other -> !other.isMarkedForDeletion())
              .filter(other -> !TargetClusters.isObserving(other) && isOfSameCluster(other))
              .map(OtherSyncs::other)
              .toList();
    } catch (KubernetesClientException e) {
      throw Refusal.of(
          "list", new Refusal.Kind("sluice.dev", "GitSync", "gitsyncs"), "", "", "", e);
    }
  }

  private static Other other(GitSync other) {
    Set<String> ids = new HashSet<>();
    if (other.getStatus() != null) {
      other.getStatus().inventory().forEach(entry -> ids.add(entry.id()));
    }
    return new Other(other.getMetadata().getName(), other.getMetadata().getNamespace(), ids);
  }

  private boolean isOfSameCluster(GitSync other) {
    SecretRef ours = sync.getSpec().kubeConfigSecretRef();
    SecretRef theirs = other.getSpec().kubeConfigSecretRef();
    if (ours == null || theirs == null) {
      return ours == null && theirs == null;
    }
    boolean sameSecret =
        ours.equals(theirs)
            && other.getMetadata().getNamespace().equals(sync.getMetadata().getNamespace());
    String cluster = cluster(other);
    return sameSecret || (cluster != null && cluster.equals(cluster(sync)));
  }

  private static @Nullable String cluster(GitSync sync) {
    GitSyncStatus status = sync.getStatus();
    return status == null ? null : status.cluster();
  }
}
