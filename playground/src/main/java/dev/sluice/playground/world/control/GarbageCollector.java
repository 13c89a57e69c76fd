package dev.sluice.playground.world.control;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Change;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes objects whose owners are all gone. It looks after the kinds below; owners may be of any
 * kind.
 */
final class GarbageCollector implements Controller {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          Pod.class,
          ReplicaSet.class,
          Deployment.class,
          DaemonSet.class,
          Job.class,
          Service.class,
          EndpointSlice.class,
          ConfigMap.class,
          Secret.class,
          Ingress.class,
          HorizontalPodAutoscaler.class,
          PodDisruptionBudget.class);

  /** Where an owner is to be found. */
  private record Owner(String namespace, OwnerReference reference) {}

  private record Dependent<T extends HasMetadata>(Watched<T> kind, Key key) {
    Optional<T> read() {
      return kind.get(key);
    }

    void delete() {
      read().ifPresent(kind::delete);
    }
  }

  private final KubernetesClient client;
  private final KeyedLoop loop;
  private final Map<String, HasMetadata> present = new ConcurrentHashMap<>();
  private final Map<String, Owner> owners = new ConcurrentHashMap<>();
  private final Map<String, Set<Dependent<?>>> dependents = new ConcurrentHashMap<>();
  private final Map<String, SharedIndexInformer<GenericKubernetesResource>> otherKinds =
      new ConcurrentHashMap<>();

  GarbageCollector(Api api, ScheduledExecutorService timer) {
    this.client = api.client();
    // Keys are the unique ids of owners.
    this.loop = new KeyedLoop("garbage", timer, key -> collect(key.name()));
    KINDS.forEach(kind -> follow(api.watch(kind)));
  }

  private <T extends HasMetadata> void follow(Watched<T> kind) {
    kind.onChange(change -> changed(kind, change));
  }

  private <T extends HasMetadata> void changed(Watched<T> kind, Change<T> change) {
    T object = change.latest();
    Dependent<T> dependent = new Dependent<>(kind, Key.of(object));
    for (OwnerReference reference : object.getMetadata().getOwnerReferences()) {
      String uid = reference.getUid();
      if (change.gone()) {
        dependents.getOrDefault(uid, Set.of()).remove(dependent);
      } else {
        dependents.computeIfAbsent(uid, u -> ConcurrentHashMap.newKeySet()).add(dependent);
        owners.put(uid, new Owner(object.getMetadata().getNamespace(), reference));
      }
      if (!present.containsKey(uid) || isFinalized(present.get(uid))) {
        loop.add(new Key("", uid));
      }
    }
    ownerChanged(object, change.gone());
  }

  private void ownerChanged(HasMetadata object, boolean gone) {
    String uid = object.getMetadata().getUid();
    if (gone) {
      present.remove(uid);
    } else {
      present.put(uid, object);
    }
    boolean ownerGone = gone && dependents.containsKey(uid);
    if (ownerGone || (!gone && isFinalized(object))) {
      loop.add(new Key("", uid));
    }
  }

  private static boolean isFinalized(HasMetadata object) {
    return Owners.deleting(object)
        && object.getMetadata().getFinalizers().stream().anyMatch(OwnerFinalizer::isOne);
  }

  private Optional<Duration> collect(String uid) {
    HasMetadata owner = present.get(uid);
    if (owner != null) {
      if (isFinalized(owner)) {
        new OwnerFinalizer(client).handle(owner, living(uid));
      }
      return Optional.empty();
    }
    Owner reference = owners.get(uid);
    if (reference == null || living(uid).isEmpty() || exists(reference)) {
      return Optional.empty();
    }
    for (Dependent<?> dependent : dependents.getOrDefault(uid, Set.of())) {
      boolean orphaned =
          dependent
              .read()
              .filter(object -> !Owners.deleting(object))
              .filter(object -> hasNoOtherOwner(object, uid))
              .isPresent();
      if (orphaned) {
        dependent.delete();
      }
    }
    return Optional.empty();
  }

  private List<HasMetadata> living(String uid) {
    return dependents.getOrDefault(uid, Set.of()).stream()
        .<HasMetadata>flatMap(dependent -> dependent.read().stream())
        .filter(
            object ->
                object.getMetadata().getOwnerReferences().stream()
                    .anyMatch(reference -> uid.equals(reference.getUid())))
        .toList();
  }

  private boolean hasNoOtherOwner(HasMetadata object, String uid) {
    return object.getMetadata().getOwnerReferences().stream()
        .map(OwnerReference::getUid)
        .noneMatch(other -> !other.equals(uid) && present.containsKey(other));
  }

  /** Asks the API server, because a cache may not know the owner yet. */
  private boolean exists(Owner owner) {
    OwnerReference reference = owner.reference();
    try {
      followOtherKind(reference);
      GenericKubernetesResource found =
          client
              .genericKubernetesResources(reference.getApiVersion(), reference.getKind())
              .inNamespace(owner.namespace())
              .withName(reference.getName())
              .get();
      return found != null && reference.getUid().equals(found.getMetadata().getUid());
    } catch (KubernetesClientException e) {
      // Better to keep something too long than to delete it for a hiccup or an unknown kind.
      LOG.debug("whether {} {} exists is not known", reference.getKind(), reference.getName(), e);
      return true;
    }
  }

  private void followOtherKind(OwnerReference reference) {
    boolean known =
        KINDS.stream()
            .anyMatch(
                kind ->
                    HasMetadata.getKind(kind).equals(reference.getKind())
                        && HasMetadata.getApiVersion(kind).equals(reference.getApiVersion()));
    if (known) {
      return;
    }
    otherKinds.computeIfAbsent(
        reference.getApiVersion() + "/" + reference.getKind(),
        name ->
            client
                .genericKubernetesResources(reference.getApiVersion(), reference.getKind())
                .inAnyNamespace()
                .inform(
                    new ResourceEventHandler<GenericKubernetesResource>() {
                      @Override
                      public void onAdd(GenericKubernetesResource added) {
                        ownerChanged(added, false);
                      }

                      @Override
                      public void onUpdate(
                          GenericKubernetesResource before, GenericKubernetesResource after) {
                        ownerChanged(after, false);
                      }

                      @Override
                      public void onDelete(GenericKubernetesResource gone, boolean unknown) {
                        ownerChanged(gone, true);
                      }
                    }));
  }

  @Override
  public void close() {
    loop.close();
    otherKinds.values().forEach(SharedIndexInformer::stop);
  }
}
