package dev.sluice.operator.git.sync;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Metrics of GitSyncs. */
final class SyncMetrics {
  private final MeterRegistry registry;
  private final MultiGauge ready;
  private final Map<ResourceID, Boolean> states = new ConcurrentHashMap<>();

  SyncMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.ready =
        MultiGauge.builder("sluice_gitsync_ready")
            .description("1 when what Git declares is applied, 0 when not")
            .register(registry);
  }

  void show(ResourceID sync, boolean isReady) {
    Boolean before = states.put(sync, isReady);
    if (before == null || before != isReady) {
      publish();
    }
  }

  void forget(ResourceID sync) {
    states.remove(sync);
    publish();
  }

  void attempted(ResourceID sync, Duration took) {
    Timer.builder("sluice_gitsync_duration")
        .description("how long attempts took that changed something or failed")
        .tags(tags(sync))
        .register(registry)
        .record(took);
  }

  void healed(ResourceID sync, int objects) {
    if (objects > 0) {
      registry.counter("sluice_gitsync_healed_" + BaseUnits.OBJECTS, tags(sync)).increment(objects);
    }
  }

  private synchronized void publish() {
    ready.register(
        states.entrySet().stream()
            .<MultiGauge.Row<?>>map(
                state -> MultiGauge.Row.of(tags(state.getKey()), state.getValue() ? 1 : 0))
            .toList(),
        true);
  }

  private static Tags tags(ResourceID sync) {
    return Tags.of("name", sync.getName(), "namespace", sync.getNamespace().orElse(""));
  }
}
