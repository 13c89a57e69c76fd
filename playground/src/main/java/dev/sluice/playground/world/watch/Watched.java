package dev.sluice.playground.world.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one kind, kept by a watch. What it returns belongs to the cache and is never
 * mutated. A write returns when the cache shows it, so that a controller that reads right after it
 * wrote never acts twice.
 */
public final class Watched<T extends HasMetadata> implements AutoCloseable {
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(5);
  private static final Duration STARTED_WITHIN = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final String NAMESPACE = "namespace";
  private static final String OWNER = "owner";
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;
  private final Class<T> type;
  private final SharedIndexInformer<T> informer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();
  private long seen;
  private volatile boolean closed;
  private volatile CompletableFuture<Void> listed = CompletableFuture.completedFuture(null);

  Watched(KubernetesClient client, Class<T> type) {
    this.client = client;
    this.type = type;
    this.informer =
        operation()
            .inAnyNamespace()
            .runnableInformer(0)
            .addIndexers(Map.of(OWNER, Watched::owners))
            // A kind that was defined a moment ago may not be served at once.
            .exceptionHandler((started, error) -> !closed);
    onChange(change -> advance(change.latest()));
  }

  /** Starts the watch; the cache is not filled yet. */
  void start() {
    listed = informer.start().toCompletableFuture();
  }

  /** Waits until the first list is in the cache. */
  void awaitListed() {
    try {
      listed.get(STARTED_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new KubernetesClientException(
          "cannot watch %s: %s".formatted(HasMetadata.getFullResourceName(type), e), e);
    }
  }

  /** Calls back for every object that is there and every change from now on, one at a time. */
  public void onChange(Consumer<Change<T>> listener) {
    informer.addEventHandler(
        new ResourceEventHandler<T>() {
          @Override
          public void onAdd(T added) {
            listener.accept(new Change<>(null, added));
          }

          @Override
          public void onUpdate(T before, T after) {
            listener.accept(new Change<>(before, after));
          }

          @Override
          public void onDelete(T deleted, boolean finalStateUnknown) {
            listener.accept(new Change<>(deleted, null));
          }
        });
  }

  public Optional<T> get(Key key) {
    return Optional.ofNullable(informer.getStore().getByKey(key.cacheKey()));
  }

  public Optional<T> get(String namespace, String name) {
    return get(new Key(namespace, name));
  }

  public List<T> all() {
    return informer.getStore().list();
  }

  public List<T> in(String namespace) {
    return informer.getIndexer().byIndex(NAMESPACE, namespace);
  }

  /** The objects whose controller is {@code owner}. */
  public List<T> controlledBy(HasMetadata owner) {
    return informer.getIndexer().byIndex(OWNER, owner.getMetadata().getUid());
  }

  public T create(T object) {
    T created = resource(object).create();
    awaitSeen(created);
    return created;
  }

  /** Writes the differences between both as one merge patch; nothing when there are none. */
  public T patch(T current, T desired) {
    return send(current, MergePatch.between(tree(current), tree(desired)), null);
  }

  /** Writes what {@code status} has other than the object's status, if anything. */
  public T patchStatus(T current, Object status) {
    JsonNode before = tree(current).path("status");
    ObjectNode inner =
        MergePatch.between(
            before.isObject() ? before : JsonNodeFactory.instance.objectNode(), tree(status));
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    if (!inner.isEmpty()) {
      patch.set("status", inner);
    }
    return send(current, patch, "status");
  }

  /** Deletes in the background if it is still the same object. */
  public void delete(T object) {
    try {
      resource(object).lockResourceVersion(object.getMetadata().getResourceVersion()).delete();
      awaitGone(object);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  /** Removes an object that its owner has finished with, without grace. */
  public void remove(T object) {
    try {
      resource(object).withGracePeriod(0).delete();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    informer.stop();
  }

  private T send(T current, ObjectNode patch, @Nullable String subresource) {
    if (patch.isEmpty()) {
      return current;
    }
    Resource<T> resource = resource(current);
    T written =
        subresource == null
            ? resource.patch(MERGE, patch.toString())
            : resource.subresource(subresource).patch(MERGE, patch.toString());
    awaitSeen(written);
    return written;
  }

  private Resource<T> resource(T object) {
    return client.resource(object);
  }

  private MixedOperation<T, KubernetesResourceList<T>, Resource<T>> operation() {
    return client.resources(type);
  }

  private JsonNode tree(Object value) {
    return client.getKubernetesSerialization().convertValue(value, JsonNode.class);
  }

  private void advance(T object) {
    lock.lock();
    try {
      seen = Math.max(seen, version(object));
      advanced.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitSeen(T written) {
    long version = version(written);
    awaitUntil(() -> seen >= version);
  }

  private void awaitGone(T object) {
    Key key = Key.of(object);
    String uid = object.getMetadata().getUid();
    awaitUntil(
        () ->
            get(key)
                .filter(now -> uid.equals(now.getMetadata().getUid()))
                .filter(now -> now.getMetadata().getDeletionTimestamp() == null)
                .isEmpty());
  }

  /** Gives up silently after a while: a cache that lags is a nuisance, not an error. */
  private void awaitUntil(BooleanSupplier done) {
    long deadline = System.nanoTime() + SEEN_WITHIN.toNanos();
    lock.lock();
    try {
      while (!done.getAsBoolean() && deadline - System.nanoTime() > 0) {
        advanced.await(LOOK_AGAIN.toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private static long version(HasMetadata object) {
    String version = object.getMetadata().getResourceVersion();
    return version == null || version.isEmpty() ? 0 : Long.parseLong(version);
  }

  private static List<String> owners(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .map(OwnerReference::getUid)
        .toList();
  }
}
