package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Who looked at what. What a reconcile of a Canary has read from the cluster is what it depends on,
 * so a change of any of it is a reason to reconcile that Canary again; nobody has to write down
 * which kinds matter.
 */
final class Watchlist {
  /** Something to look at: one object, or with {@link #ALL} all of a kind in a namespace. */
  record Thing(Class<? extends HasMetadata> type, String namespace, String name) {
    private static final String ALL = "*";

    static Thing allOf(Class<? extends HasMetadata> type, String namespace) {
      return new Thing(type, namespace, ALL);
    }
  }

  private record Look(ResourceID canary, Set<Thing> seen) {}

  private static final ScopedValue<Look> LOOK = ScopedValue.newInstance();

  private final Map<Thing, Set<ResourceID>> lookers = new HashMap<>();
  private final Map<ResourceID, Set<Thing>> things = new HashMap<>();

  /** Runs a reconcile; what it reads replaces what the one before it has read. */
  <R> R during(ResourceID canary, Supplier<R> reconcile) {
    Set<Thing> seen = new HashSet<>();
    R result = ScopedValue.where(LOOK, new Look(canary, seen)).call(reconcile::get);
    replace(canary, seen);
    return result;
  }

  /** Notes a read. Called before the read itself, so that no change can slip in between. */
  void looks(Thing thing) {
    if (LOOK.isBound()) {
      Look look = LOOK.get();
      synchronized (this) {
        look.seen().add(thing);
        lookers.computeIfAbsent(thing, t -> new HashSet<>()).add(look.canary());
        things.computeIfAbsent(look.canary(), c -> new HashSet<>()).add(thing);
      }
    }
  }

  /** The Canaries that depend on an object. */
  synchronized Set<ResourceID> affectedBy(
      Class<? extends HasMetadata> type, String namespace, String name) {
    Set<ResourceID> result =
        new HashSet<>(lookers.getOrDefault(new Thing(type, namespace, name), Set.of()));
    result.addAll(lookers.getOrDefault(Thing.allOf(type, namespace), Set.of()));
    return result;
  }

  /** Forgets a Canary that is gone. */
  void forget(ResourceID canary) {
    replace(canary, Set.of());
  }

  /** Only after a reconcile that went through: one that failed early has not read everything. */
  private synchronized void replace(ResourceID canary, Set<Thing> seen) {
    var before = things.getOrDefault(canary, Set.of());
    for (Thing thing : before) {
      if (!seen.contains(thing)) {
        lookers.computeIfPresent(
            thing,
            (t, canaries) -> {
              canaries.remove(canary);
              return canaries.isEmpty() ? null : canaries;
            });
      }
    }
    if (seen.isEmpty()) {
      things.remove(canary);
    } else {
      things.put(canary, new HashSet<>(seen));
    }
  }
}
