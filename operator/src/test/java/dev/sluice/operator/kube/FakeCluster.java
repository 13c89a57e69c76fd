package dev.sluice.operator.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A cluster in memory. {@link #apply} merges as a server-side apply does, for one field manager and
 * without conflicts; {@link #put}, {@link #edit} and {@link #remove} are what everybody else does.
 * Only writes of the code under test that change something are recorded, because only those would
 * cost a request. What it returns are copies.
 */
public final class FakeCluster implements Cluster {
  /** What was asked of the API server. */
  public enum Verb {
    APPLY,
    CREATE,
    SCALE,
    DELETE
  }

  /** One request that changed something. */
  public record Write(Verb verb, String kind, String namespace, String name) {}

  private record Type(String group, String kind) {
    static Type of(Class<? extends HasMetadata> type) {
      return new Type(HasMetadata.getGroup(type), HasMetadata.getKind(type));
    }
  }

  private record Name(String namespace, String name) {}

  /** An object, and what this manager last applied of it (empty if it never did). */
  private record Stored(ObjectNode current, ObjectNode applied) {}

  private static final KubernetesSerialization JSON =
      new KubernetesSerialization(new ObjectMapper(), false);

  private final Map<Type, Map<String, Stored>> objects = new HashMap<>();
  private final Set<Type> unserved = new HashSet<>();
  private final Map<Type, ProblemException> refused = new HashMap<>();
  private final List<Write> writes = new ArrayList<>();
  private long version;

  @Override
  public synchronized <T extends HasMetadata> Optional<T> get(
      Class<T> type, String namespace, String name) {
    return find(type, new Name(namespace, name)).map(stored -> read(stored, type));
  }

  @Override
  public synchronized <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
    return kind(type).entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(namespace + "/"))
        .map(entry -> read(entry.getValue(), type))
        .toList();
  }

  @Override
  public synchronized boolean serves(Class<? extends HasMetadata> type) {
    return !unserved.contains(Type.of(type));
  }

  @Override
  public synchronized <T extends HasMetadata> T apply(T desired) {
    Class<T> type = typeOf(desired);
    Name name = nameOf(desired);
    refuseIfTold(type);
    if (!serves(type)) {
      throw new ProblemException(
          "KindNotServed", "the API server does not know the kind " + HasMetadata.getKind(type));
    }
    ObjectNode applied = ServerSideApply.applicable(tree(desired));
    Optional<Stored> before = find(type, name);
    ObjectNode merged =
        before
            .map(stored -> ServerSideApply.merge(stored.current(), stored.applied(), applied))
            .orElseGet(applied::deepCopy);
    if (before.isPresent() && merged.equals(before.get().current())) {
      store(type, name, new Stored(merged, applied));
    } else {
      store(type, name, new Stored(written(before, merged), applied));
      record(Verb.APPLY, type, name);
    }
    return get(type, name.namespace(), name.name()).orElseThrow();
  }

  @Override
  public synchronized <T extends HasMetadata> boolean create(T object) {
    Class<T> type = typeOf(object);
    Name name = nameOf(object);
    refuseIfTold(type);
    if (find(type, name).isPresent()) {
      return false;
    }
    put(object);
    record(Verb.CREATE, type, name);
    return true;
  }

  @Override
  public synchronized <T extends HasMetadata> void scale(
      Class<T> type, String namespace, String name, int replicas) {
    Name key = new Name(namespace, name);
    refuseIfTold(type);
    Stored before =
        find(type, key)
            .orElseThrow(
                () ->
                    new ProblemException(
                        "NotFound",
                        "%s %s.%s not found"
                            .formatted(HasMetadata.getKind(type), name, namespace)));
    ObjectNode scaled = before.current().deepCopy();
    ObjectNode spec = scaled.withObjectProperty("spec");
    if (spec.path("replicas").asInt(1) != replicas) {
      spec.put("replicas", replicas);
      scaled.withObjectProperty("metadata").remove("managedFields");
      store(type, key, new Stored(written(Optional.of(before), scaled), before.applied()));
      record(Verb.SCALE, type, key);
    }
  }

  @Override
  public synchronized <T extends HasMetadata> void delete(
      Class<T> type, String namespace, String name) {
    refuseIfTold(type);
    if (kind(type).remove(namespace + "/" + name) != null) {
      record(Verb.DELETE, type, new Name(namespace, name));
    }
  }

  /** Creates or replaces the object, status included, as another person or controller. */
  public synchronized <T extends HasMetadata> T put(T object) {
    Class<T> type = typeOf(object);
    Name name = nameOf(object);
    Optional<Stored> before = find(type, name);
    ObjectNode tree = tree(object);
    ObjectNode applied = before.map(Stored::applied).orElseGet(tree::objectNode);
    signSize(before, tree);
    store(type, name, new Stored(written(before, tree), applied));
    return get(type, name.namespace(), name.name()).orElseThrow();
  }

  /** Of managed fields only that is kept: who set the size, if it was not {@link #scale}. */
  private static void signSize(Optional<Stored> before, ObjectNode tree) {
    JsonNode size = tree.path("spec").path("replicas");
    JsonNode old =
        before.map(stored -> stored.current().path("spec").path("replicas")).orElse(null);
    if (!size.isMissingNode() && !size.equals(old)) {
      tree.withObjectProperty("metadata")
          .putArray("managedFields")
          .addObject()
          .put("manager", "kubectl")
          .put("operation", "Update")
          .putObject("fieldsV1")
          .putObject("f:spec")
          .putObject("f:replicas");
    }
  }

  /** Changes the object, status included, as another person or controller. */
  public synchronized <T extends HasMetadata> T edit(
      Class<T> type, String namespace, String name, Consumer<T> change) {
    T object = get(type, namespace, name).orElseThrow();
    change.accept(object);
    return put(object);
  }

  /** Deletes the object as another person or controller. */
  public synchronized void remove(
      Class<? extends HasMetadata> type, String namespace, String name) {
    kind(type).remove(namespace + "/" + name);
  }

  /** From now on the API server does not know the kind. */
  public synchronized void stopServing(Class<? extends HasMetadata> type) {
    unserved.add(Type.of(type));
    objects.remove(Type.of(type));
  }

  /** From now on every write of the kind is refused, until {@link #acceptWrites}. */
  public synchronized void refuseWrites(
      Class<? extends HasMetadata> type, ProblemException problem) {
    refused.put(Type.of(type), problem);
  }

  /** Ends every refusal. */
  public synchronized void acceptWrites() {
    refused.clear();
  }

  /** What the code under test wrote since the start or the last {@link #forgetWrites}. */
  public synchronized List<Write> writes() {
    return List.copyOf(writes);
  }

  /** Starts the record of writes anew. */
  public synchronized void forgetWrites() {
    writes.clear();
  }

  private ObjectNode written(Optional<Stored> before, ObjectNode tree) {
    ObjectNode result = tree.deepCopy();
    ObjectNode metadata = result.withObjectProperty("metadata");
    var old = before.map(stored -> stored.current().path("metadata"));
    long generation = old.map(m -> m.path("generation").asLong()).orElse(0L);
    boolean specChanged =
        before.isEmpty() || !before.get().current().path("spec").equals(result.path("spec"));
    metadata.put("generation", specChanged ? generation + 1 : generation);
    metadata.put(
        "uid", old.map(m -> m.path("uid").asText()).orElseGet(() -> UUID.randomUUID().toString()));
    metadata.put("resourceVersion", Long.toString(++version));
    if (metadata.path("creationTimestamp").isMissingNode()) {
      metadata.put("creationTimestamp", "2026-01-01T00:00:00Z");
    }
    return result;
  }

  private <T extends HasMetadata> Optional<Stored> find(Class<T> type, Name name) {
    return Optional.ofNullable(kind(type).get(name.namespace() + "/" + name.name()));
  }

  private void store(Class<? extends HasMetadata> type, Name name, Stored stored) {
    kind(type).put(name.namespace() + "/" + name.name(), stored);
  }

  private Map<String, Stored> kind(Class<? extends HasMetadata> type) {
    return objects.computeIfAbsent(Type.of(type), t -> new TreeMap<>());
  }

  private <T extends HasMetadata> T read(Stored stored, Class<T> type) {
    ObjectNode tree = stored.current().deepCopy();
    tree.put("apiVersion", HasMetadata.getApiVersion(type));
    return JSON.convertValue(tree, type);
  }

  private void record(Verb verb, Class<? extends HasMetadata> type, Name name) {
    writes.add(new Write(verb, HasMetadata.getKind(type), name.namespace(), name.name()));
  }

  private void refuseIfTold(Class<? extends HasMetadata> type) {
    ProblemException problem = refused.get(Type.of(type));
    if (problem != null) {
      throw problem;
    }
  }

  /** Without the version: an object is the same in all versions of its kind. */
  private static ObjectNode tree(HasMetadata object) {
    ObjectNode tree = JSON.convertValue(object, ObjectNode.class);
    tree.remove("apiVersion");
    return tree;
  }

  private static Name nameOf(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return new Name(namespace == null ? "" : namespace, object.getMetadata().getName());
  }

  @SuppressWarnings("unchecked")
  private static <T extends HasMetadata> Class<T> typeOf(T object) {
    return (Class<T>) object.getClass();
  }
}
