package dev.sluice.cli.play;

import dev.sluice.cli.play.Moment.Workload;
import dev.sluice.cli.show.Scene.Event;
import dev.sluice.crds.Canary;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Follows one Canary, its workloads and what is said about it. */
final class Watcher implements AutoCloseable {
  private static final int EVENTS_KEPT = 200;

  private final String namespace;
  private final String name;
  private final Supplier<Clients> clients;
  private final LongSupplier nanoTime;
  private final long start;
  private final SharedIndexInformer<Canary> canaries;
  private final SharedIndexInformer<Deployment> deployments;
  private final SharedIndexInformer<io.fabric8.kubernetes.api.model.Event> told;
  private final Deque<Event> events = new ArrayDeque<>();

  /**
   * @param start the beginning, as {@code nanoTime} gives it
   */
  Watcher(
      KubernetesClient client,
      String namespace,
      String name,
      Supplier<Clients> clients,
      LongSupplier nanoTime,
      long start) {
    this.namespace = namespace;
    this.name = name;
    this.clients = clients;
    this.nanoTime = nanoTime;
    this.start = start;
    this.canaries = client.resources(Canary.class).inNamespace(namespace).inform();
    this.deployments = client.apps().deployments().inNamespace(namespace).inform();
    this.told = client.v1().events().inNamespace(namespace).inform(listener());
  }

  Moment moment() {
    synchronized (events) {
      return new Moment(
          elapsed(),
          canary().orElse(null),
          workload(name + "-primary"),
          workload(name),
          clients.get(),
          List.copyOf(events));
    }
  }

  Optional<Canary> canary() {
    return Optional.ofNullable(canaries.getStore().getByKey(namespace + "/" + name));
  }

  Duration elapsed() {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }

  @Override
  public void close() {
    canaries.close();
    deployments.close();
    told.close();
  }

  private Workload workload(String deployment) {
    Deployment found = deployments.getStore().getByKey(namespace + "/" + deployment);
    if (found == null) {
      return Workload.NONE;
    }
    String image = found.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
    int ready = found.getStatus() == null ? 0 : orZero(found.getStatus().getReadyReplicas());
    return new Workload(image, ready, orZero(found.getSpec().getReplicas()));
  }

  private static int orZero(@Nullable Integer number) {
    return Objects.requireNonNullElse(number, 0);
  }

  private ResourceEventHandler<io.fabric8.kubernetes.api.model.Event> listener() {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(io.fabric8.kubernetes.api.model.Event event) {
        add(event);
      }

      @Override
      public void onUpdate(
          io.fabric8.kubernetes.api.model.Event before,
          io.fabric8.kubernetes.api.model.Event event) {
        if (!Objects.equals(before.getCount(), event.getCount())
            || !Objects.equals(before.getSeries(), event.getSeries())) {
          add(event);
        }
      }

      @Override
      public void onDelete(io.fabric8.kubernetes.api.model.Event event, boolean unknown) {
        // What was said was said.
      }
    };
  }

  private void add(io.fabric8.kubernetes.api.model.Event event) {
    boolean ours =
        HasMetadata.getKind(Canary.class).equals(event.getInvolvedObject().getKind())
            && name.equals(event.getInvolvedObject().getName());
    if (!ours) {
      return;
    }
    synchronized (events) {
      events.add(
          new Event(
              elapsed(),
              "Warning".equals(event.getType()),
              Objects.requireNonNullElse(event.getMessage(), "")));
      if (events.size() > EVENTS_KEPT) {
        events.removeFirst();
      }
    }
  }
}
