package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one kind, as an informer knows them, and over them what was just written: until
 * the informer has caught up with a write by its resource version, the write is what is read.
 * Resource versions of one kind are compared as numbers, as client-go does since Kubernetes 1.35.
 *
 * <p>The informer is started by the first read, which waits for it.
 */
final class CachedKind<T extends HasMetadata> implements AutoCloseable {
  /** Is told that an object was added, changed or deleted. */
  @FunctionalInterface
  interface Listener {
    void changed(Class<? extends HasMetadata> type, String namespace, String name);
  }

  /** A write; without object, a deletion of the one with this version. */
  private record Write<T>(@Nullable T object, long version) {}

  private final Class<T> type;
  private final Supplier<SharedIndexInformer<T>> source;
  private final Listener listener;
  private final Duration patience;
  private final Map<String, Write<T>> writes = new ConcurrentHashMap<>();
  private volatile @Nullable SharedIndexInformer<T> informer;

  /**
   * @param source makes an informer that is not started
   * @param patience the longest wait for the first list
   */
  CachedKind(
      Class<T> type,
      Supplier<SharedIndexInformer<T>> source,
      Listener listener,
      Duration patience) {
    this.type = type;
    this.source = source;
    this.listener = listener;
    this.patience = patience;
  }

  Optional<T> get(String namespace, String name) {
    return Optional.ofNullable(read(started(), key(namespace, name)));
  }

  List<T> list(String namespace) {
    var running = started();
    // In this order: a write that is superseded meanwhile is in the index already.
    var written = writes.keySet().stream().filter(key -> key.startsWith(namespace + "/")).toList();
    return Stream.concat(
            written.stream(),
            running.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace).stream()
                .map(Cache::metaNamespaceKeyFunc))
        .distinct()
        .sorted()
        .<T>mapMulti(
            (key, each) -> {
              T object = read(running, key);
              if (object != null) {
                each.accept(object);
              }
            })
        .toList();
  }

  /** Notes what a write has made of an object. */
  void wrote(T object) {
    writes.put(
        key(object), new Write<>(object, version(object.getMetadata().getResourceVersion())));
  }

  /** Notes a deletion. */
  void deleted(T object) {
    writes.put(key(object), new Write<>(null, version(object.getMetadata().getResourceVersion())));
  }

  @Override
  public synchronized void close() {
    var running = informer;
    if (running != null) {
      running.stop();
    }
  }

  private @Nullable T read(SharedIndexInformer<T> running, String key) {
    // In this order: what supersedes a write, and what the informer has synced to, is in the store.
    Write<T> write = writes.get(key);
    long synced = version(running.lastSyncResourceVersion());
    T cached = running.getIndexer().getByKey(key);
    if (write == null) {
      return cached;
    }
    if (supersedes(cached, write) || (synced >= write.version() && write.object() != null)) {
      writes.remove(key, write);
      return cached;
    }
    return write.object();
  }

  private boolean supersedes(@Nullable T cached, Write<T> write) {
    if (cached == null) {
      return write.object() == null;
    }
    long version = version(cached.getMetadata().getResourceVersion());
    return write.object() == null ? version > write.version() : version >= write.version();
  }

  private SharedIndexInformer<T> started() {
    var running = informer;
    return running == null ? start() : running;
  }

  private synchronized SharedIndexInformer<T> start() {
    var running = informer;
    if (running != null) {
      return running;
    }
    var fresh = source.get();
    fresh.addEventHandler(new Forwarding());
    // Whatever ends a watch, it is taken up again; only a first list that fails is an error.
    fresh.exceptionHandler((isStarted, cause) -> isStarted);
    try {
      fresh.start().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      fresh.stop();
      throw Refusal.of("list", type, "", "", "", asClientException(e.getCause()));
    } catch (TimeoutException e) {
      fresh.stop();
      throw Refusal.of("list", type, "", "", "", asClientException(e));
    } catch (InterruptedException e) {
      fresh.stop();
      Thread.currentThread().interrupt();
      throw Refusal.of("list", type, "", "", "", asClientException(e));
    }
    informer = fresh;
    return fresh;
  }

  private static KubernetesClientException asClientException(@Nullable Throwable cause) {
    return cause instanceof KubernetesClientException known
        ? known
        : new KubernetesClientException(String.valueOf(cause), cause);
  }

  private static String key(HasMetadata object) {
    return Cache.metaNamespaceKeyFunc(object);
  }

  private static String key(String namespace, String name) {
    return Cache.namespaceKeyFunc(namespace.isEmpty() ? null : namespace, name);
  }

  private static long version(@Nullable String resourceVersion) {
    try {
      return resourceVersion == null ? -1 : Long.parseLong(resourceVersion);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private final class Forwarding implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      forward(object);
    }

    @Override
    public void onUpdate(T before, T now) {
      forward(now);
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
      var version = version(object.getMetadata().getResourceVersion());
      writes.computeIfPresent(
          key(object),
          (k, write) -> write.object() != null && write.version() > version ? write : null);
      forward(object);
    }

    private void forward(T object) {
      var write = writes.get(key(object));
      if (write != null && supersedes(object, write)) {
        writes.remove(key(object), write);
      }
      var namespace = object.getMetadata().getNamespace();
      listener.changed(type, namespace == null ? "" : namespace, object.getMetadata().getName());
    }
  }
}
