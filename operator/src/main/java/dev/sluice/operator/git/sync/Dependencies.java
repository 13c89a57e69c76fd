package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncSpec.SyncRef;
import dev.sluice.crds.GitSyncStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which GitSync waits for which.
 *
 * @param all the GitSyncs that are there
 * @param memories what this process knows of them beyond that
 */
record Dependencies(IndexedResourceCache<GitSync> all, Map<ResourceID, Memory> memories) {
  static Dependencies of(Context<GitSync> context, Map<ResourceID, Memory> memories) {
    return new Dependencies(context.getPrimaryCache(), memories);
  }

  /** Those that wait for this one. */
  Stream<ResourceID> waiting(GitSync ready) {
    String name = ready.getMetadata().getName();
    return all.list(
            ready.getMetadata().getNamespace(),
            other -> other.getSpec().dependsOn().stream().map(SyncRef::name).anyMatch(name::equals))
        .map(ResourceID::fromResource);
  }

  /** What is not ready of what this one depends on. */
  Optional<String> unready(GitSync sync) {
    for (SyncRef dependency : sync.getSpec().dependsOn()) {
      ResourceID id = new ResourceID(dependency.name(), sync.getMetadata().getNamespace());
      Optional<GitSync> other = all.get(id);
      if (other.isEmpty()) {
        return Optional.of(
            "GitSync %s, which this one depends on, is not there".formatted(dependency.name()));
      }
      if (!isReady(other.get(), id)) {
        return Optional.of(
            "GitSync %s, which this one depends on, is not ready".formatted(dependency.name()));
      }
    }
    return Optional.empty();
  }

  private boolean isReady(GitSync sync, ResourceID id) {
    Memory known = memories.get(id);
    GitSyncStatus status = known == null ? sync.getStatus() : known.status;
    return status != null
        && SyncStatus.isReady(status)
        && sync.getMetadata().getGeneration().equals(status.observedGeneration());
  }
}
