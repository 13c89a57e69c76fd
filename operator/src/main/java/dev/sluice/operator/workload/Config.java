package dev.sluice.operator.workload;

import dev.sluice.operator.kube.Cluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Optional;
import java.util.Set;

/** A ConfigMap or Secret with its content. */
sealed interface Config {
  /** A ConfigMap. */
  record OfMap(ConfigMap map) implements Config {}

  /** A Secret. */
  record OfSecret(Secret secret) implements Config {}

  /** Others, of registries or service accounts, belong to somebody else (A3.2). */
  Set<String> TRACKED_TYPES =
      Set.of("Opaque", "kubernetes.io/basic-auth", "kubernetes.io/ssh-auth", "kubernetes.io/tls");

  /** The content of an object, if it is there. */
  static Optional<Config> find(Cluster cluster, String namespace, ConfigRef ref) {
    return switch (ref.kind()) {
      case CONFIG_MAP -> cluster.get(ConfigMap.class, namespace, ref.name()).map(OfMap::new);
      case SECRET -> cluster.get(Secret.class, namespace, ref.name()).map(OfSecret::new);
    };
  }

  /** Deletes an object, if it is there. */
  static void delete(Cluster cluster, String namespace, ConfigRef ref) {
    switch (ref.kind()) {
      case CONFIG_MAP -> cluster.delete(ConfigMap.class, namespace, ref.name());
      case SECRET -> cluster.delete(Secret.class, namespace, ref.name());
    }
  }

  /** The object. */
  default HasMetadata object() {
    return switch (this) {
      case OfMap(var map) -> map;
      case OfSecret(var secret) -> secret;
    };
  }

  /** See {@link Fingerprint}. */
  default String fingerprint() {
    return switch (this) {
      case OfMap(var map) -> Fingerprint.config(map);
      case OfSecret(var secret) -> Fingerprint.config(secret);
    };
  }

  /** Whether it is of a kind that is tracked, and nobody opted out. */
  default boolean isTracked() {
    var annotations = object().getMetadata().getAnnotations();
    if (annotations != null
        && annotations.getOrDefault(Marks.CONFIG_TRACKING, "").startsWith("disable")) {
      return false;
    }
    return switch (this) {
      case OfMap _ -> true;
      case OfSecret(var secret) ->
          TRACKED_TYPES.contains(secret.getType() == null ? "Opaque" : secret.getType());
    };
  }

  /** An object with the same content. */
  default HasMetadata with(ObjectMeta metadata) {
    return switch (this) {
      case OfMap(var map) ->
          new ConfigMapBuilder()
              .withMetadata(metadata)
              .withData(map.getData())
              .withBinaryData(map.getBinaryData())
              .build();
      case OfSecret(var secret) ->
          new SecretBuilder()
              .withMetadata(metadata)
              .withType(secret.getType())
              .withData(secret.getData())
              .build();
    };
  }
}
