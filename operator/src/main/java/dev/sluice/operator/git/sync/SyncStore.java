package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.operator.kube.OwnResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The one place that writes GitSyncs: status and finalizer. */
final class SyncStore {
  /** Keeps a GitSync until what it has applied is pruned. */
  static final String FINALIZER = "sluice.dev/gitsync";

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
    OwnResource.writeStatus(client, patch);
  }

  /** Sees to it that the GitSync stays until what it has applied is gone, if that is to go. */
  void hold(GitSync sync) {
    if (!sync.hasFinalizer(FINALIZER)) {
      OwnResource.addFinalizer(client, sync, FINALIZER);
    }
  }

  /** Lets the GitSync go. */
  void release(GitSync sync) {
    if (sync.hasFinalizer(FINALIZER)) {
      OwnResource.removeFinalizer(client, sync, FINALIZER);
    }
  }
}
