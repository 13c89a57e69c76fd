package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSyncStatus;
import dev.sluice.crds.GitSyncStatus.Held;
import dev.sluice.crds.GitSyncStatus.HeldObject;
import dev.sluice.crds.GitSyncStatus.InventoryEntry;
import dev.sluice.crds.GitSyncStatus.Sighting;
import dev.sluice.operator.git.apply.Hold;
import dev.sluice.operator.git.apply.Inventory;
import dev.sluice.operator.git.apply.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Inventories as a GitSync's status has them. */
final class StatusInventory {
  private static final int MOST_HELD = 1000;
  private static final String NEWER_COMMIT = "NewerCommit";
  private static final String INITIALIZED = "Initialized";

  private StatusInventory() {}

  /** What a status says there is in the cluster. */
  static Inventory of(@Nullable GitSyncStatus status) {
    Map<String, Inventory.Entry> entries = new LinkedHashMap<>();
    if (status != null) {
      for (InventoryEntry entry : status.inventory()) {
        ObjectKey.parse(entry.id(), entry.v())
            .ifPresent(
                key ->
                    entries.put(
                        key.id(),
                        new Inventory.Entry(
                            key, entry.declared(), entry.made(), 0, sighting(entry.seen()))));
      }
    }
    return new Inventory(
        entries,
        status == null ? List.of() : status.held().stream().map(StatusInventory::hold).toList(),
        status == null ? null : status.cluster());
  }

  static List<InventoryEntry> entries(Inventory inventory) {
    return inventory.entries().values().stream()
        .map(
            entry ->
                new InventoryEntry(
                    entry.key().id(),
                    entry.key().version(),
                    entry.declared(),
                    entry.made(),
                    sighting(entry.seen())))
        .toList();
  }

  static List<Held> held(Inventory inventory) {
    return inventory.holds().stream()
        .limit(MOST_HELD)
        .map(
            hold ->
                new Held(
                    hold.canary(),
                    hold.kept(),
                    hold.instead(),
                    switch (hold.until()) {
                      case NEWER_COMMIT -> NEWER_COMMIT;
                      case INITIALIZED -> INITIALIZED;
                    },
                    hold.reason(),
                    hold.objects().stream()
                        .map(
                            held ->
                                new HeldObject(
                                    held.key().id(), held.key().version(), held.declared()))
                        .toList()))
        .toList();
  }

  private static Hold hold(Held held) {
    return new Hold(
        held.canary(),
        held.commit(),
        held.instead(),
        held.until().equals(INITIALIZED) ? Hold.Until.INITIALIZED : Hold.Until.NEWER_COMMIT,
        Objects.requireNonNullElse(held.reason(), ""),
        held.objects().stream()
            .flatMap(
                object ->
                    ObjectKey.parse(object.id(), object.v())
                        .map(key -> new Hold.Held(key, object.declared()))
                        .stream())
            .toList());
  }

  private static Inventory.@Nullable Sighting sighting(@Nullable Sighting seen) {
    return seen == null
        ? null
        : new Inventory.Sighting(seen.commit(), seen.inputs(), seen.content(), seen.edited());
  }

  private static @Nullable Sighting sighting(Inventory.@Nullable Sighting seen) {
    return seen == null
        ? null
        : new Sighting(
            seen.commit(),
            seen.inputs().getFirst(),
            seen.inputs().size() > 1 ? seen.inputs() : List.of(),
            seen.content(),
            seen.edited());
  }
}
