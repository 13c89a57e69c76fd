package dev.sluice.operator.canary;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.KubernetesCluster;
import dev.sluice.operator.kube.Triggers;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.MDC;

/**
 * Reconciles one Canary: observe, decide, perform, write the status, until nothing changes any
 * more. It is called for every change of the Canary and of everything that the last reconcile read,
 * for every answer of a hook or of a round of checks, and when something is due.
 */
public final class CanaryReconciler implements Reconciler<Canary> {
  private static final Duration SOONEST = Duration.ofMillis(10);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

  private final KubernetesCluster cluster;
  private final Driver driver;
  private final Triggers<Canary> triggers;
  private final InstantSource clock;
  private final Map<ResourceID, Integer> failures = new ConcurrentHashMap<>();

  CanaryReconciler(
      KubernetesCluster cluster, Driver driver, Triggers<Canary> triggers, InstantSource clock) {
    this.cluster = cluster;
    this.driver = driver;
    this.triggers = triggers;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, Canary>> prepareEventSources(EventSourceContext<Canary> context) {
    return List.of(triggers);
  }

  @Override
  public UpdateControl<Canary> reconcile(Canary canary, Context<Canary> context) {
    ResourceID id = ResourceID.fromResource(canary);
    MDC.put("canary", canary.getMetadata().getName() + "." + canary.getMetadata().getNamespace());
    try {
      CanaryStore store = new CanaryStore(context);
      if (context.isPrimaryResourceDeleted()) {
        forget(canary);
        store.ofSameTarget(canary).map(ResourceID::fromResource).forEach(triggers::fire);
        return UpdateControl.noUpdate();
      }
      return schedule(cluster.watching(id, () -> driver.drive(canary, store)), id);
    } finally {
      MDC.remove("canary");
    }
  }

  private UpdateControl<Canary> schedule(Driver.Rest rest, ResourceID id) {
    return switch (rest) {
      case Driver.Rest.Until(Optional<Instant> due) -> {
        failures.remove(id);
        UpdateControl<Canary> control = UpdateControl.noUpdate();
        due.ifPresent(at -> control.rescheduleAfter(until(at)));
        yield control;
      }
      case Driver.Rest.Retry(boolean progressed) -> {
        if (progressed) {
          failures.remove(id);
        }
        yield UpdateControl.<Canary>noUpdate().rescheduleAfter(retry(id));
      }
    };
  }

  private Duration until(Instant due) {
    Duration left = Duration.between(clock.instant(), due);
    return left.compareTo(SOONEST) < 0 ? SOONEST : left;
  }

  private Duration retry(ResourceID id) {
    int attempt = failures.merge(id, 1, Integer::sum);
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(attempt - 1, 10));
    return wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait;
  }

  private void forget(Canary canary) {
    ResourceID id = ResourceID.fromResource(canary);
    failures.remove(id);
    cluster.forget(id);
    driver.forget(canary);
  }
}
