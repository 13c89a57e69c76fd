package dev.sluice.e2e;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How fast the machine is at the moment: how long a write takes until a watch has seen it, asked
 * again and again by a client that does nothing else. A controller that needs some writes one after
 * the other cannot be faster than that, whatever it is woken by.
 */
final class Pace implements AutoCloseable {
  private static final Duration GAP = Duration.ofMillis(200);
  private static final String NUMBER = "number";

  private final Resource<ConfigMap> thing;
  private final SharedIndexInformer<ConfigMap> watch;
  private final Semaphore seen = new Semaphore(0);
  private final List<Duration> trips = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private int number;

  private Pace(Resource<ConfigMap> thing) {
    this.thing = thing;
    this.watch =
        thing.inform(
            new ResourceEventHandler<>() {
              @Override
              public void onAdd(ConfigMap added) {
                // Only what is written later is timed.
              }

              @Override
              public void onUpdate(ConfigMap before, ConfigMap now) {
                seen.release();
              }

              @Override
              public void onDelete(ConfigMap deleted, boolean finalStateUnknown) {
                // It goes with its namespace, when nobody asks any more.
              }
            });
  }

  /** Measured from now on, in a namespace of its own. */
  static Pace measured() {
    App app = App.empty();
    Resource<ConfigMap> thing =
        app.client()
            .configMaps()
            .inNamespace(app.namespace())
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("pace")
                    .endMetadata()
                    .withData(Map.of(NUMBER, "0"))
                    .build());
    thing.create();
    Pace pace = new Pace(thing);
    var _ = pace.clock.scheduleWithFixedDelay(pace::trip, 0, GAP.toMillis(), TimeUnit.MILLISECONDS);
    return pace;
  }

  /** The median of all until now; as if nothing cost anything before the first. */
  Duration roundTrip() {
    return trips.stream().sorted().skip(trips.size() / 2).findFirst().orElse(Duration.ZERO);
  }

  private void trip() {
    long start = System.nanoTime();
    thing.patch(
        PatchContext.of(PatchType.JSON_MERGE),
        "{\"data\":{\"%s\":\"%d\"}}".formatted(NUMBER, ++number));
    try {
      seen.acquire();
      trips.add(Duration.ofNanos(System.nanoTime() - start));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    watch.close();
  }
}
