package dev.sluice.playground.world.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashMap;
import java.util.Map;

/** The API server with one shared watch for each kind that somebody asked for. */
public final class Api implements AutoCloseable {
  private final KubernetesClient client;
  private final Map<Class<?>, Watched<?>> watched = new LinkedHashMap<>();
  private boolean started;

  public Api(KubernetesClient client) {
    this.client = client;
  }

  public KubernetesClient client() {
    return client;
  }

  /** The cache of a kind; it is filled when {@link #start} has returned. */
  @SuppressWarnings("unchecked") // only put below, under its own class
  public synchronized <T extends HasMetadata> Watched<T> watch(Class<T> type) {
    Watched<?> found = watched.get(type);
    if (found == null) {
      found = new Watched<>(client, type);
      watched.put(type, found);
      if (started) {
        found.start();
        found.awaitListed();
      }
    }
    return (Watched<T>) found;
  }

  /** Starts all watches and returns when every cache is filled. */
  public synchronized void start() {
    started = true;
    watched.values().forEach(Watched::start);
    watched.values().forEach(Watched::awaitListed);
  }

  @Override
  public synchronized void close() {
    watched.values().forEach(Watched::close);
  }
}
