package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.operator.kube.KubernetesCluster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The one place that writes GitSyncs: status and finalizer. */
final class SyncStore {
  /** Keeps a GitSync until what it has applied is pruned. */
  static final String FINALIZER = "sluice.dev/gitsync";

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(KubernetesCluster.FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;

  SyncStore(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Writes the status.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server refuses it
   */
  void write(GitSync sync, GitSyncStatus status) {
    GitSync patch = new GitSync();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(sync.getMetadata().getName())
            .withNamespace(sync.getMetadata().getNamespace())
            .withUid(sync.getMetadata().getUid())
            .build());
    patch.setStatus(status);
    client.resource(patch).subresource("status").patch(APPLY);
  }

  /** Sees to it that the GitSync stays until what it has applied is gone, if that is to go. */
  void hold(GitSync sync) {
    if (!sync.hasFinalizer(FINALIZER)) {
      finalizers(sync, Stream.concat(sync.getFinalizers().stream(), Stream.of(FINALIZER)).toList());
    }
  }

  /** Lets the GitSync go. */
  void release(GitSync sync) {
    if (sync.hasFinalizer(FINALIZER)) {
      finalizers(
          sync, sync.getFinalizers().stream().filter(other -> !other.equals(FINALIZER)).toList());
    }
  }

  private void finalizers(GitSync sync, List<String> finalizers) {
    Map<String, Object> metadata =
        Map.of(
            "resourceVersion", sync.getMetadata().getResourceVersion(), "finalizers", finalizers);
    client
        .resource(sync)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
  }
}
