package dev.sluice.operator.git.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.kube.LeanStore;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has become of the objects of GitSyncs. Of those that they have applied there is one watch
 * for each kind, of what carries a GitSync's label; of those that others apply one for each kind
 * and namespace. Of each object no more is remembered than two hashes and its health.
 */
public final class LiveObjects implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveObjects.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String MADE = "made";
  private static final String HEALTH = "health";
  private static final String MESSAGE = "message";

  private final KubernetesClient client;
  private final @Nullable String namespace;
  private final Kinds kinds;
  private final boolean onlyOurs;
  private final Consumer<ResourceID> changed;
  private final Watchers watchers = new Watchers();

  /** Added to while {@link #needed} is locked. */
  private final Map<String, Watch> watches = new ConcurrentHashMap<>();

  /**
   * By the ids of objects that are not there any more: up to which resource version that is so. The
   * informer tells of a deletion a moment before it says how far it has come.
   */
  private final Map<String, Long> gone = new ConcurrentHashMap<>();

  /** What each GitSync needs of {@link #watches}; nobody waits while it is locked. */
  private final Map<ResourceID, Set<String>> needed = new HashMap<>();

  /**
   * Of one kind.
   *
   * @param listed done when the first list is there
   */
  private record Watch(
      String kind,
      SharedIndexInformer<GenericKubernetesResource> informer,
      CompletableFuture<Void> listed) {
    void stop() {
      informer.stop();
      listed.cancel(false);
    }
  }

  /**
   * An object as it is.
   *
   * @param made a hash that changes when somebody changes what Git declares
   */
  public record Seen(String made, Health health) {}

  /**
   * What a watch knows of an object.
   *
   * @param seen null when it is not there
   * @param version the resource version up to which that is so
   */
  public record Look(@Nullable Seen seen, long version) {
    /** What was made of it, as {@link Seen} has it; the empty string when it is not there. */
    public String made() {
      return seen == null ? "" : seen.made();
    }
  }

  /**
   * @param namespace the only one that is watched, or null for all
   * @param onlyOurs whether only what GitSyncs have applied is watched
   * @param changed is told the GitSync whose object has changed, on a thread of an informer
   */
  public LiveObjects(
      KubernetesClient client,
      @Nullable String namespace,
      Kinds kinds,
      boolean onlyOurs,
      Consumer<ResourceID> changed) {
    this.client = client;
    this.namespace = namespace;
    this.kinds = kinds;
    this.onlyOurs = onlyOurs;
    this.changed = changed;
  }

  /**
   * Sees to it that these objects are watched; waits for the first list. They replace those that
   * the GitSync had watched before.
   */
  public void watch(ResourceID sync, Collection<ObjectKey> keys) {
    watchers.watch(sync, keys);
    gone.keySet().removeIf(id -> watchers.of(id).isEmpty());
    need(sync, keys.stream().map(this::scope).collect(Collectors.toSet()));
    for (ObjectKey key : keys) {
      Watch known = watches.get(scope(key));
      if (known != null) {
        await(scope(key), known);
      } else {
        kinds
            .of(key.apiVersion(), key.kind())
            .flatMap(context -> begin(key, context))
            .ifPresent(watch -> await(scope(key), watch));
      }
    }
  }

  /** No GitSync that is gone is told of anything. */
  public void forget(ResourceID sync) {
    watchers.watch(sync, List.of());
    need(sync, Set.of());
  }

  /** Ends the watches that no GitSync needs any more. */
  private void need(ResourceID sync, Set<String> scopes) {
    synchronized (needed) {
      Set<String> before =
          scopes.isEmpty() ? needed.remove(sync) : needed.put(sync, Set.copyOf(scopes));
      if (before == null || scopes.containsAll(before)) {
        return;
      }
      for (String scope : before) {
        if (!isNeeded(scope)) {
          Optional.ofNullable(watches.remove(scope)).ifPresent(Watch::stop);
        }
      }
    }
  }

  private boolean isNeeded(String scope) {
    return needed.values().stream().anyMatch(some -> some.contains(scope));
  }

  /** What is known of an object; empty when its kind is not watched. */
  public Optional<Look> look(ObjectKey key) {
    Watch watch = watches.get(scope(key));
    if (watch == null || !watch.informer.hasSynced()) {
      return Optional.empty();
    }
    SharedIndexInformer<GenericKubernetesResource> informer = watch.informer;
    // In this order: what the watch has come to is in the store.
    long synced = version(informer.lastSyncResourceVersion());
    String namespace = key.namespace().isEmpty() ? null : key.namespace();
    GenericKubernetesResource found =
        informer.getIndexer().getByKey(Cache.namespaceKeyFunc(namespace, key.name()));
    return Optional.of(
        found == null
            ? new Look(null, Math.max(synced, gone.getOrDefault(key.id(), 0L)))
            : new Look(seen(found), version(found.getMetadata().getResourceVersion())));
  }

  /**
   * Whether an object is not as it was made, as far as the watch has come.
   *
   * @param entry an object that was applied
   */
  public boolean isSuspect(Inventory.Entry entry) {
    if (entry.made() == null) {
      return false;
    }
    Optional<Look> look = look(entry.key());
    if (look.isEmpty()) {
      return false;
    }
    Seen seen = look.get().seen();
    return seen == null
        ? look.get().version() > entry.version()
        : look.get().version() > entry.version() && !seen.made().equals(entry.made());
  }

  /**
   * Whether an object that was not as it is declared has changed since, as far as the watch has
   * come.
   */
  public boolean isMoving(Pending pending) {
    return look(pending.key())
        .filter(look -> look.version() > pending.version())
        .map(Look::made)
        .filter(made -> !made.equals(Objects.requireNonNullElse(pending.content(), "")))
        .isPresent();
  }

  static long version(@Nullable String resourceVersion) {
    try {
      return resourceVersion == null ? 0 : Long.parseLong(resourceVersion);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    watches.values().forEach(Watch::stop);
  }

  /** A new watch, or the one that another GitSync has begun; empty when nobody needs it now. */
  private Optional<Watch> begin(ObjectKey key, ResourceDefinitionContext context) {
    String scope = scope(key);
    synchronized (needed) {
      if (!isNeeded(scope)) {
        return Optional.empty();
      }
      return Optional.of(watches.computeIfAbsent(scope, _ -> started(key, context)));
    }
  }

  /** Asks the API server, and does not wait for its answer. */
  private Watch started(ObjectKey key, ResourceDefinitionContext context) {
    var all = client.genericKubernetesResources(context);
    FilterWatchListDeletable<GenericKubernetesResource, ?, ?> some;
    if (!context.isNamespaceScoped()) {
      some = all;
    } else {
      String where = onlyOurs ? namespace : key.namespace();
      some = where == null ? all.inAnyNamespace() : all.inNamespace(where);
    }
    SharedIndexInformer<GenericKubernetesResource> informer =
        (onlyOurs ? some.withLabel(Origin.SYNC_NAME) : some).runnableInformer(0);
    informer.itemStore(new LeanStore<>(this::trim));
    informer.addEventHandler(new Forwarding());
    informer.exceptionHandler((isStarted, cause) -> isStarted);
    return new Watch(context.getPlural(), informer, informer.start().toCompletableFuture().copy());
  }

  private void await(String scope, Watch watch) {
    try {
      watch.listed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      if (watches.remove(scope, watch)) {
        watch.stop();
        log.warn(
            "Changes that others make to {} are not seen, because the operator cannot watch them: {}",
            watch.kind,
            String.valueOf(e.getMessage()));
      }
    } catch (CancellationException e) {
      log.debug("Nobody needs the watch of {} any more", watch.kind, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void trim(GenericKubernetesResource object) {
    JsonNode tree = client.getKubernetesSerialization().convertValue(object, ObjectNode.class);
    Health health = Health.of(tree);
    Map<String, Object> rest = new HashMap<>();
    rest.put(MADE, onlyOurs ? Hashes.made(tree) : Hashes.content(tree));
    rest.put(HEALTH, health.state().name());
    rest.put(MESSAGE, health.message());
    object.setAdditionalProperties(rest);
    object.getMetadata().setManagedFields(null);
    object.getMetadata().setAnnotations(null);
  }

  private static Seen seen(GenericKubernetesResource object) {
    Map<String, Object> rest = object.getAdditionalProperties();
    return new Seen(
        String.valueOf(rest.get(MADE)),
        new Health(
            Health.State.valueOf(String.valueOf(rest.get(HEALTH))),
            String.valueOf(rest.get(MESSAGE))));
  }

  private String scope(ObjectKey key) {
    String kind = key.apiVersion() + " " + key.kind();
    return onlyOurs ? kind : kind + " " + key.namespace();
  }

  private final class Forwarding implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource object) {
      gone.remove(key(object).id());
      forward(object);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
      if (!seen(before).equals(seen(now))) {
        forward(now);
      }
    }

    @Override
    public void onDelete(GenericKubernetesResource object, boolean finalStateUnknown) {
      long last = version(object.getMetadata().getResourceVersion());
      gone.put(key(object).id(), finalStateUnknown ? last + 1 : last);
      forward(object);
    }

    private void forward(HasMetadata object) {
      watchers.of(key(object).id()).forEach(changed);
    }

    private ObjectKey key(HasMetadata object) {
      String where = object.getMetadata().getNamespace();
      return ObjectKey.of(
          object.getApiVersion(),
          object.getKind(),
          where == null ? "" : where,
          object.getMetadata().getName());
    }
  }
}
