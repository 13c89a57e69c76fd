package dev.sluice.operator.git.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.git.render.Manifest;
import dev.sluice.operator.kube.ProblemException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One object as it is to be: with its namespace and the marks of where it comes from, but for the
 * commit.
 *
 * @param path the file that it comes from
 * @param inputs what can change it
 * @param hash of the object
 */
record Declared(ObjectKey key, ObjectNode object, String path, List<String> inputs, String hash) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Kinds that others need, in the order in which they are applied; the rest comes after. */
  private static final List<String> FIRST =
      List.of(
          "Namespace",
          "CustomResourceDefinition",
          "ResourceQuota",
          "LimitRange",
          "PriorityClass",
          "StorageClass",
          "ServiceAccount",
          "ClusterRole",
          "Role",
          "ClusterRoleBinding",
          "RoleBinding",
          "Secret",
          "ConfigMap",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "Service");

  /** Kinds that could stop others from being applied. */
  private static final List<String> LAST =
      List.of("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService");

  /** In which order objects are applied; the other way round they are deleted. */
  static final Comparator<ObjectKey> ORDER =
      Comparator.<ObjectKey>comparingInt(key -> rank(key.kind()))
          .thenComparing(ObjectKey::namespace)
          .thenComparing(ObjectKey::kind)
          .thenComparing(ObjectKey::name);

  /** Whether others can only be tried when this one is there. */
  boolean isFoundation() {
    return key.kind().equals("Namespace") || key.kind().equals("CustomResourceDefinition");
  }

  /**
   * All of them, in order.
   *
   * @param namespace of those that name none and need one
   * @param origin whose marks they get; null for none
   * @throws ProblemException {@code ManifestInvalid} when one is declared twice, {@code
   *     KindNotServed}
   */
  static List<Declared> all(
      List<Manifest> manifests, String namespace, @Nullable Origin origin, Kinds kinds) {
    Map<String, Boolean> own = ownKinds(manifests);
    Map<String, Declared> all = new LinkedHashMap<>();
    for (Manifest manifest : manifests) {
      boolean namespaced =
          kinds
              .of(manifest.apiVersion(), manifest.kind())
              .map(context -> context.isNamespaceScoped())
              .or(() -> java.util.Optional.ofNullable(own.get(kind(manifest))))
              .orElseThrow(
                  () ->
                      new ProblemException(
                          "KindNotServed",
                          "%s: the API server does not know %s of %s, and no custom resource definition of it is in Git"
                              .formatted(manifest.path(), manifest.kind(), manifest.apiVersion())));
      Declared declared = of(manifest, namespaced ? namespace : "", namespaced, origin);
      Declared twin = all.put(declared.key().id(), declared);
      if (twin != null) {
        throw new ProblemException(
            "ManifestInvalid",
            "%s is declared twice: in %s and in %s"
                .formatted(declared.key().words(), twin.path(), declared.path()));
      }
    }
    return all.values().stream().sorted(Comparator.comparing(Declared::key, ORDER)).toList();
  }

  /** The namespaces that are declared here. */
  static Set<String> namespaces(List<Declared> all) {
    Set<String> names = new HashSet<>();
    for (Declared declared : all) {
      if (declared.key().kind().equals("Namespace")) {
        names.add(declared.key().name());
      }
    }
    return names;
  }

  /**
   * As it is sent.
   *
   * @param content the hash that it was marked with the last time; empty for none
   */
  ObjectNode at(String commit, String content) {
    ObjectNode sent = object.deepCopy();
    sent.withObject("/metadata/annotations").put(Origin.COMMIT, commit);
    mark(sent, content);
    return sent;
  }

  /** Says of an object that is sent what its content will be; the empty string for nothing. */
  static void mark(ObjectNode sent, String content) {
    ObjectNode annotations = sent.withObject("/metadata/annotations");
    if (content.isEmpty()) {
      annotations.remove(Origin.CONTENT);
    } else {
      annotations.put(Origin.CONTENT, content);
    }
  }

  private static Declared of(
      Manifest manifest, String namespace, boolean namespaced, @Nullable Origin origin) {
    ObjectNode object = manifest.object().deepCopy();
    object.remove("status");
    ObjectNode metadata = object.withObject("/metadata");
    metadata.remove(
        List.of("managedFields", "resourceVersion", "uid", "creationTimestamp", "generation"));
    if (!namespaced) {
      metadata.remove("namespace");
    } else if (metadata.path("namespace").asText("").isEmpty()) {
      metadata.put("namespace", namespace);
    }
    if (origin != null) {
      child(metadata, "labels")
          .put(Origin.SYNC_NAME, origin.label())
          .put(Origin.SYNC_NAMESPACE, origin.namespace());
      ObjectNode annotations =
          child(metadata, "annotations")
              .put(Origin.SOURCE, origin.repository())
              .put(Origin.PATH, manifest.path());
      annotations.remove(Origin.RENDERED_FROM);
      if (manifest.inputs().size() > 1) {
        annotations.put(Origin.RENDERED_FROM, JSON.valueToTree(manifest.inputs()).toString());
      }
    }
    ObjectKey key =
        ObjectKey.of(
            manifest.apiVersion(),
            manifest.kind(),
            metadata.path("namespace").asText(""),
            manifest.name());
    return new Declared(key, object, manifest.path(), manifest.inputs(), Hashes.of(object));
  }

  private static ObjectNode child(ObjectNode metadata, String name) {
    return metadata.path(name) instanceof ObjectNode there ? there : metadata.putObject(name);
  }

  /** Whether the kinds that are defined by the manifests themselves have a namespace. */
  private static Map<String, Boolean> ownKinds(List<Manifest> manifests) {
    Map<String, Boolean> own = new HashMap<>();
    for (Manifest manifest : manifests) {
      if (manifest.kind().equals("CustomResourceDefinition")) {
        JsonNode spec = manifest.object().path("spec");
        for (JsonNode version : spec.path("versions")) {
          own.put(
              "%s/%s %s"
                  .formatted(
                      spec.path("group").asText(),
                      version.path("name").asText(),
                      spec.path("names").path("kind").asText()),
              spec.path("scope").asText().equals("Namespaced"));
        }
      }
    }
    return own;
  }

  private static String kind(Manifest manifest) {
    return manifest.apiVersion() + " " + manifest.kind();
  }

  private static int rank(String kind) {
    int first = FIRST.indexOf(kind);
    if (first >= 0) {
      return first;
    }
    if (kind.endsWith("Class")) {
      return FIRST.size();
    }
    return LAST.contains(kind) ? FIRST.size() + 2 : FIRST.size() + 1;
  }
}
