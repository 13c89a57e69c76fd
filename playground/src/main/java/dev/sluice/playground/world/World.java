package dev.sluice.playground.world;

import dev.sluice.playground.world.control.Controllers;
import dev.sluice.playground.world.pod.Kubelet;
import dev.sluice.playground.world.pod.PodNetwork;
import dev.sluice.playground.world.watch.Api;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import okhttp3.OkHttpClient;

/** Makes the objects of an API server live, until it is closed. */
public final class World implements AutoCloseable {
  private final Deque<AutoCloseable> parts;

  private World(Deque<AutoCloseable> parts) {
    this.parts = parts;
  }

  /**
   * Starts the world on an API server that has no nodes of its own.
   *
   * @param client stays open when the world is closed
   */
  public static World start(KubernetesClient client, WorldOptions options) {
    Clock clock = Clock.systemUTC();
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("world-timer").daemon().factory());
    OkHttpClient http = new OkHttpClient();
    Api api = new Api(client);
    PodNetwork network = new PodNetwork();
    Kubelet kubelet =
        new Kubelet(Controllers.NODE, api, timer, clock, options.timing(), network, http);
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    parts.push(timer::shutdownNow);
    parts.push(api);
    parts.push(kubelet);
    Controllers controllers = new Controllers(api, timer, clock);
    parts.push(controllers);
    api.start();
    controllers.start();
    return new World(parts);
  }

  @Override
  public void close() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException("the world did not end cleanly", e);
      }
    }
  }
}
