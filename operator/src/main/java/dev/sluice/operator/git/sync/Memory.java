package dev.sluice.operator.git.sync;

import dev.sluice.crds.Condition;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.operator.git.apply.Applied;
import dev.sluice.operator.git.apply.Inventory;
import dev.sluice.operator.git.apply.LiveObjects;
import dev.sluice.operator.git.apply.ObjectKey;
import dev.sluice.operator.git.apply.Pending;
import dev.sluice.operator.kube.Requested;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one GitSync beyond its status. All of it can be lost: the next process
 * begins with the status.
 */
final class Memory {
  private static final Set<String> AFTER_APPLYING =
      Set.of("Succeeded", "Progressing", "HealthCheckFailed");

  /** What was written last. */
  @Nullable GitSyncStatus status;

  volatile Inventory inventory;

  /** The revision that is in the cluster as a whole, of the spec that was attempted last. */
  @Nullable String applied;

  /**
   * Fingerprint of the variables that were put into it; the first attempt renders if it has any.
   */
  String variables = "";

  /** When the repository is asked again; null for at once. */
  @Nullable Instant due;

  /** When a failed attempt is repeated; null when it did not fail. */
  @Nullable Instant retry;

  int failures;

  /** The attempt that is under way. */
  @Nullable String flight;

  /** Until when what was applied has to be healthy; null when nothing is waited for. */
  @Nullable Instant patience;

  /** Of what was left as others have made it: up to which resource version. */
  final Map<String, Long> told = new HashMap<>();

  /** Whether a Canary has changed since the last attempt began; set on any thread. */
  volatile boolean news;

  /** Whether no attempt has gone by what the Canaries say now. */
  boolean unreviewed = true;

  /** What another tool had not applied yet, by id. */
  Map<String, Pending> pending = Map.of();

  /** What was left as others have made it. */
  List<Applied.Drift> drift = List.of();

  private @Nullable Long generation;
  private @Nullable String request;
  private long attempts;

  Memory(GitSync sync) {
    status = sync.getStatus();
    inventory = StatusInventory.of(status);
    applied = isWhole(sync) ? Objects.requireNonNull(status).appliedRevision() : null;
  }

  /** Whether there was no attempt of this spec, or somebody has asked for one. */
  boolean isChanged(GitSync sync) {
    return !Objects.equals(generation, sync.getMetadata().getGeneration())
        || !Objects.equals(request, Requested.of(sync).orElse(null));
  }

  /**
   * What others have changed since it was applied or seen, and what they have changed of what was
   * told, back perhaps: by id, what they have made of it.
   *
   * @param again whether also what was told since
   */
  Map<String, String> suspects(LiveObjects live, boolean again) {
    Map<String, String> suspects = new HashMap<>();
    inventory
        .entries()
        .forEach(
            (id, entry) -> {
              long known = again ? 0 : told.getOrDefault(id, 0L);
              if (live.isSuspect(entry) || told.containsKey(id)) {
                live.look(entry.key())
                    .filter(look -> look.version() > known)
                    .ifPresent(look -> suspects.put(id, look.made()));
              }
            });
    pending.values().stream()
        .filter(live::isMoving)
        .forEach(
            one ->
                live.look(one.key()).ifPresent(look -> suspects.put(one.key().id(), look.made())));
    return suspects;
  }

  /** Drift that is left alone is told once; gives what was not told. */
  List<Applied.Drift> tolerate(Optional<LiveObjects> live, List<Applied.Drift> now) {
    for (Applied.Drift one : now) {
      live.flatMap(objects -> objects.look(one.key()))
          .ifPresent(look -> told.put(one.key().id(), look.version()));
    }
    List<Applied.Drift> before = drift;
    drift = now;
    return now.stream().filter(one -> !before.contains(one)).toList();
  }

  /**
   * What is another one than the watch knew is looked at again when the watch has come further, not
   * before.
   *
   * @param passedOver by what it was to the watch
   */
  void passOver(Optional<LiveObjects> live, Map<ObjectKey, String> passedOver) {
    passedOver.forEach(
        (key, made) ->
            live.flatMap(objects -> objects.look(key))
                .filter(look -> look.made().equals(made))
                .ifPresent(look -> told.put(key.id(), look.version())));
  }

  /** After an attempt that went well. */
  void succeeded() {
    unreviewed = false;
    failures = 0;
    retry = null;
    told.clear();
  }

  /** Begins an attempt. */
  String begin(GitSync sync) {
    if (generation != null && !generation.equals(sync.getMetadata().getGeneration())) {
      applied = null;
    }
    generation = sync.getMetadata().getGeneration();
    request = Requested.of(sync).orElse(null);
    unreviewed |= news;
    news = false;
    flight = sync.getMetadata().getUid() + "/" + ++attempts;
    return flight;
  }

  /** Whether the status says that a revision was applied as a whole, and of this very spec. */
  private static boolean isWhole(GitSync sync) {
    GitSyncStatus status = sync.getStatus();
    return status != null
        && Objects.equals(status.observedGeneration(), sync.getMetadata().getGeneration())
        && ready(status).filter(Memory::isAfterApplying).isPresent()
        && status.conditions().stream()
            .noneMatch(c -> c.type().equals("Reconciling") && !c.message().startsWith("Revision"));
  }

  private static boolean isAfterApplying(Condition ready) {
    return AFTER_APPLYING.contains(ready.reason()) || ready.status().equals("True");
  }

  private static Optional<Condition> ready(GitSyncStatus status) {
    return status.conditions().stream().filter(c -> c.type().equals("Ready")).findFirst();
  }
}
