package dev.sluice.operator.git.apply;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which GitSyncs are told of which objects. */
final class Watchers {
  private final Map<String, Set<ResourceID>> byObject = new HashMap<>();
  private final Map<ResourceID, Set<String>> bySync = new HashMap<>();

  /** Has the GitSync told of these and no others. */
  synchronized void watch(ResourceID sync, Collection<ObjectKey> keys) {
    Set<String> before = bySync.remove(sync);
    if (before != null) {
      for (String id : before) {
        byObject.computeIfPresent(
            id,
            (_, syncs) -> {
              syncs.remove(sync);
              return syncs.isEmpty() ? null : syncs;
            });
      }
    }
    if (!keys.isEmpty()) {
      Set<String> ids = new HashSet<>();
      for (ObjectKey key : keys) {
        ids.add(key.id());
        byObject.computeIfAbsent(key.id(), _ -> new HashSet<>(1)).add(sync);
      }
      bySync.put(sync, ids);
    }
  }

  synchronized Set<ResourceID> of(String id) {
    return Set.copyOf(byObject.getOrDefault(id, Set.of()));
  }
}
