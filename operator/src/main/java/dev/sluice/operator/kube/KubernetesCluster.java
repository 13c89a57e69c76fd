package dev.sluice.operator.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cluster behind the fabric8 client. Each kind has one informer, started by its first read, so
 * kinds that no Canary needs cost nothing. What a reconcile reads is remembered: see {@link
 * #watching}.
 */
public final class KubernetesCluster implements Cluster, AutoCloseable {
  /** How Sluice signs what it writes. */
  public static final String FIELD_MANAGER = "sluice";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final @Nullable String namespace;
  private final Informers informers;
  private final ServedKinds served;
  private final Watchlist watchlist = new Watchlist();
  private final Takeover takeover;
  private final List<Consumer<ResourceID>> listeners = new CopyOnWriteArrayList<>();
  private final Map<Class<?>, CachedKind<?>> kinds = new ConcurrentHashMap<>();

  /** What an object became that an apply did not make exactly as it asked, by its uid. */
  private final Map<String, Settled> settled = new ConcurrentHashMap<>();

  private record Settled(JsonNode desired, JsonNode owned) {}

  /**
   * @param namespace the only namespace to look at, or null for all
   */
  public KubernetesCluster(KubernetesClient client, @Nullable String namespace, Clock clock) {
    this.client = client;
    this.namespace = namespace;
    this.informers = new Informers(client, namespace);
    this.served = new ServedKinds(client, clock);
    this.takeover = new Takeover(client);
  }

  /**
   * Runs a reconcile of a Canary on this thread. When anything that it reads from this cluster
   * changes later, those who {@linkplain #onChange asked} are told about the Canary.
   */
  public <R extends @Nullable Object> R watching(ResourceID canary, Supplier<R> reconcile) {
    return watchlist.during(canary, reconcile);
  }

  /** Is called, on a thread of an informer, with a Canary that should be reconciled. */
  public void onChange(Consumer<ResourceID> listener) {
    listeners.add(listener);
  }

  /** Forgets a Canary that is gone. */
  public void forget(ResourceID canary) {
    watchlist.forget(canary);
  }

  @Override
  public <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
    requireInReach(type, namespace);
    watchlist.looks(new Watchlist.Thing(type, namespace, name));
    return serves(type) ? kind(type).get(namespace, name) : Optional.empty();
  }

  @Override
  public <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
    requireInReach(type, namespace);
    watchlist.looks(Watchlist.Thing.allOf(type, namespace));
    return serves(type) ? kind(type).list(namespace) : List.of();
  }

  @Override
  public boolean serves(Class<? extends HasMetadata> type) {
    if (served.contains(type)) {
      return true;
    }
    watchDefinitionOf(type);
    return false;
  }

  @Override
  public <T extends HasMetadata> T apply(T desired) {
    Class<T> type = typeOf(desired);
    var name = desired.getMetadata().getName();
    var where = namespaceOf(desired);
    requireInReach(type, where);
    if (!serves(type)) {
      throw new ProblemException(
          "KindNotServed",
          "the API server does not know %s of %s: install its custom resource definition"
              .formatted(HasMetadata.getKind(type), HasMetadata.getApiVersion(type)));
    }
    var wanted = OwnedFields.desired(tree(desired));
    var current = kind(type).get(where, name);
    if (current.isPresent()) {
      var present = tree(current.get());
      if (Takeover.isDue(current.get(), present)) {
        takeover.of(current.get());
      } else if (isAsWanted(present, wanted)) {
        return current.get();
      }
    }
    var result =
        attempt("patch", type, where, name, () -> client.resource(bare(desired)).patch(APPLY));
    remember(result, wanted);
    kind(type).wrote(result);
    return result;
  }

  @Override
  public <T extends HasMetadata> boolean create(T object) {
    Class<T> type = typeOf(object);
    var name = object.getMetadata().getName();
    var where = namespaceOf(object);
    requireInReach(type, where);
    try {
      client.resource(object).create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw Refusal.of("create", type, "", where, name, e);
    }
  }

  @Override
  public <T extends HasMetadata> void scale(
      Class<T> type, String namespace, String name, int replicas) {
    requireInReach(type, namespace);
    var current =
        kind(type)
            .get(namespace, name)
            .orElseThrow(
                () ->
                    new ProblemException(
                        "NotFound",
                        "%s %s.%s is not there"
                            .formatted(HasMetadata.getKind(type), name, namespace)));
    var spec = tree(current).path("spec");
    if (spec.path("replicas").asInt(1) != replicas) {
      kind(type).wrote(new ScaleRequest(client, FIELD_MANAGER).send(current, replicas));
    }
  }

  @Override
  public <T extends HasMetadata> void delete(Class<T> type, String namespace, String name) {
    requireInReach(type, namespace);
    if (!serves(type)) {
      return;
    }
    kind(type)
        .get(namespace, name)
        .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
        .ifPresent(
            object -> {
              attempt("delete", type, namespace, name, () -> client.resource(object).delete());
              kind(type).deleted(object);
            });
  }

  @Override
  public void close() {
    kinds.values().forEach(CachedKind::close);
  }

  private boolean isAsWanted(JsonNode current, JsonNode wanted) {
    var owned = OwnedFields.of(current, FIELD_MANAGER);
    if (owned.isEmpty()) {
      return false;
    }
    var uid = current.path("metadata").path("uid").asText();
    return owned.get().equals(wanted) || new Settled(wanted, owned.get()).equals(settled.get(uid));
  }

  /**
   * The API server may write a thing in its own way, a quantity for example. What it made of what
   * was asked is then the same as what was asked.
   */
  private void remember(HasMetadata result, JsonNode wanted) {
    var uid = result.getMetadata().getUid();
    OwnedFields.of(tree(result), FIELD_MANAGER)
        .filter(owned -> !owned.equals(wanted))
        .ifPresentOrElse(
            owned -> settled.put(uid, new Settled(wanted, owned)), () -> settled.remove(uid));
  }

  private <T extends HasMetadata> T bare(T desired) {
    var tree = (ObjectNode) tree(desired);
    tree.remove("status");
    if (tree.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(List.of("managedFields", "resourceVersion", "uid", "creationTimestamp"));
    }
    return json().convertValue(tree, typeOf(desired));
  }

  private <R> R attempt(
      String verb,
      Class<? extends HasMetadata> type,
      String namespace,
      String name,
      Supplier<R> request) {
    try {
      return request.get();
    } catch (KubernetesClientException e) {
      throw Refusal.of(verb, type, "", namespace, name, e);
    }
  }

  private void requireInReach(Class<? extends HasMetadata> type, String where) {
    if (namespace != null && !where.isEmpty() && !where.equals(namespace)) {
      throw new ProblemException(
          "OutOfReach",
          "the operator only looks at namespace %s, not at %s in %s: start it without --namespace"
              .formatted(namespace, HasMetadata.getPlural(type), where));
    }
  }

  /** So that a kind that is not served yet is found when it comes. */
  private void watchDefinitionOf(Class<? extends HasMetadata> type) {
    var definition = HasMetadata.getFullResourceName(type);
    watchlist.looks(new Watchlist.Thing(CustomResourceDefinition.class, "", definition));
    try {
      kind(CustomResourceDefinition.class).get("", definition);
    } catch (ProblemException e) {
      // Not allowed to see definitions: then it is found when somebody asks again.
      return;
    }
  }

  private void changed(Class<? extends HasMetadata> type, String where, String name) {
    if (type == CustomResourceDefinition.class) {
      served.ask();
    }
    for (var canary : watchlist.affectedBy(type, where, name)) {
      listeners.forEach(listener -> listener.accept(canary));
    }
  }

  @SuppressWarnings("unchecked")
  private <T extends HasMetadata> CachedKind<T> kind(Class<T> type) {
    return (CachedKind<T>)
        kinds.computeIfAbsent(
            type, t -> new CachedKind<>(type, () -> informers.of(type), this::changed, PATIENCE));
  }

  private KubernetesSerialization json() {
    return client.getKubernetesSerialization();
  }

  private JsonNode tree(HasMetadata object) {
    return json().convertValue(object, ObjectNode.class);
  }

  private static String namespaceOf(HasMetadata object) {
    var namespace = object.getMetadata().getNamespace();
    return namespace == null ? "" : namespace;
  }

  @SuppressWarnings("unchecked")
  private static <T extends HasMetadata> Class<T> typeOf(T object) {
    return (Class<T>) object.getClass();
  }
}
