package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncSpec.SyncRef;
import dev.sluice.crds.GitSyncStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
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
    List<String> cycle = cycle(sync);
    if (!cycle.isEmpty()) {
      return Optional.of(
          "this GitSync waits for itself: %s; take one of these out of spec.dependsOn"
              .formatted(String.join(" depends on ", cycle)));
    }
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

  /** The names from this one back to itself; empty if it does not wait for itself. */
  private List<String> cycle(GitSync sync) {
    String start = sync.getMetadata().getName();
    Map<String, String> reachedFrom = new HashMap<>();
    Deque<GitSync> open = new ArrayDeque<>(List.of(sync));
    while (!open.isEmpty()) {
      GitSync next = open.remove();
      for (SyncRef dependency : next.getSpec().dependsOn()) {
        String name = dependency.name();
        if (reachedFrom.putIfAbsent(name, next.getMetadata().getName()) == null) {
          all.get(new ResourceID(name, sync.getMetadata().getNamespace())).ifPresent(open::add);
        }
      }
    }
    List<String> cycle = new ArrayList<>();
    String name = reachedFrom.get(start);
    while (name != null && !name.equals(start)) {
      cycle.addFirst(name);
      name = reachedFrom.get(name);
    }
    if (name == null) {
      return List.of();
    }
    cycle.addFirst(start);
    cycle.add(start);
    return cycle;
  }

  private boolean isReady(GitSync sync, ResourceID id) {
    Memory known = memories.get(id);
    GitSyncStatus status = known == null ? sync.getStatus() : known.status;
    return status != null
        && SyncStatus.isReady(status)
        && sync.getMetadata().getGeneration().equals(status.observedGeneration());
  }
}
