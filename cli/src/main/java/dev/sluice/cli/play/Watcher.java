package dev.sluice.cli.play;

import dev.sluice.cli.play.Moment.Workload;
import dev.sluice.cli.show.Scene.Event;
import dev.sluice.crds.Canary;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.crds.ImagePolicy;
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
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Follows one Canary, its workloads and its GitSync, and what is said about them. */
final class Watcher implements AutoCloseable {
  private static final int EVENTS_KEPT = 200;
  private static final Set<String> KINDS =
      Set.of(
          HasMetadata.getKind(Canary.class),
          HasMetadata.getKind(GitSync.class),
          HasMetadata.getKind(ImagePolicy.class));

  /** Events have the names of commits in full. */
  private static final Pattern COMMIT = Pattern.compile("\\b(sha1:)?([0-9a-f]{7})[0-9a-f]{33}\\b");

  private final String namespace;
  private final String name;
  private final Supplier<Clients> clients;
  private final LongSupplier nanoTime;
  private final long start;
  private final SharedIndexInformer<Canary> canaries;
  private final SharedIndexInformer<GitSync> syncs;
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
    this.syncs = client.resources(GitSync.class).inNamespace(namespace).inform();
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

  /** The commit that is applied; empty if none is. */
  Optional<String> applied() {
    return Optional.ofNullable(syncs.getStore().getByKey(namespace + "/" + name))
        .map(GitSync::getStatus)
        .map(GitSyncStatus::commit)
        .map(GitSyncStatus.Commit::sha);
  }

  Duration elapsed() {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }

  @Override
  public void close() {
    canaries.close();
    syncs.close();
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
        KINDS.contains(event.getInvolvedObject().getKind())
            && name.equals(event.getInvolvedObject().getName());
    if (!ours) {
      return;
    }
    synchronized (events) {
      events.add(
          new Event(
              elapsed(),
              "Warning".equals(event.getType()),
              COMMIT.matcher(Objects.requireNonNullElse(event.getMessage(), "")).replaceAll("$2")));
      if (events.size() > EVENTS_KEPT) {
        events.removeFirst();
      }
    }
  }
}
