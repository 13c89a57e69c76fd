package dev.sluice.playground.apiserver.gc;

import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.store.Key;
import dev.sluice.playground.apiserver.store.Stored;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who owns whom, by uid. Used by one thread. */
final class OwnerGraph {
  private final Map<String, Key> keys = new HashMap<>();
  private final Map<String, Set<Key>> dependents = new HashMap<>();
  private final Map<Key, Set<String>> owners = new HashMap<>();

  void put(Stored stored) {
    Meta meta = Meta.of(stored.object());
    keys.put(meta.uid(), stored.key());
    unlink(stored.key());
    Set<String> uids = new HashSet<>();
    meta.ownerReferences().forEach(owner -> uids.add(Json.textAt(owner, "uid")));
    if (!uids.isEmpty()) {
      owners.put(stored.key(), uids);
      uids.forEach(uid -> dependents.computeIfAbsent(uid, u -> new HashSet<>()).add(stored.key()));
    }
  }

  void remove(Stored stored) {
    keys.remove(Meta.of(stored.object()).uid());
    unlink(stored.key());
  }

  private void unlink(Key key) {
    Set<String> uids = owners.remove(key);
    if (uids == null) {
      return;
    }
    for (String uid : uids) {
      Set<Key> all = dependents.get(uid);
      if (all != null) {
        all.remove(key);
        if (all.isEmpty()) {
          dependents.remove(uid);
        }
      }
    }
  }

  boolean exists(String uid) {
    return keys.containsKey(uid);
  }

  Optional<Key> find(String uid) {
    return Optional.ofNullable(keys.get(uid));
  }

  List<Key> dependentsOf(String uid) {
    return List.copyOf(dependents.getOrDefault(uid, Set.of()));
  }
}
