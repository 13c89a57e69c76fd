package dev.sluice.operator.git.apply;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.operator.kube.ContentOwners;
import dev.sluice.operator.kube.ContentOwners.Owner;
import dev.sluice.operator.kube.KubernetesCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an object has a workload run: the pod template of a Deployment, the data of a ConfigMap or a
 * Secret, with all that the API server and others have added to it. If it is another one, the
 * workload runs something else; sizes and marks are no part of it.
 */
public final class Content {
  private static final KubernetesSerialization MODEL = new KubernetesSerialization();

  private Content() {}

  /** A hash of it; empty for other kinds. */
  public static Optional<String> hash(HasMetadata object) {
    return switch (object) {
      case Deployment target when target.getSpec() != null ->
          Optional.of(hash(target.getSpec().getTemplate()));
      case ConfigMap map -> Optional.of(hash(map.getData(), map.getBinaryData()));
      case Secret secret -> Optional.of(hash(secret.getData()));
      default -> Optional.empty();
    };
  }

  /** The same of an object as it was read. */
  static Optional<String> hash(JsonNode object) {
    return typed(object).flatMap(Content::hash);
  }

  /** Who has changed it last, other than a commit or a release; empty if nobody has. */
  public static Optional<Owner> owner(HasMetadata object) {
    return ContentOwners.latest(
        object, Set.of(Target.FIELD_MANAGER, KubernetesCluster.FIELD_MANAGER));
  }

  /** Whether some of it was set by others than a commit or a release. */
  static boolean isOfOthers(JsonNode object) {
    return typed(object).flatMap(Content::owner).isPresent();
  }

  private static Optional<HasMetadata> typed(JsonNode object) {
    String kind = object.path("apiVersion").asText() + " " + object.path("kind").asText();
    Class<? extends HasMetadata> type =
        switch (kind) {
          case "apps/v1 Deployment" -> Deployment.class;
          case "v1 ConfigMap" -> ConfigMap.class;
          case "v1 Secret" -> Secret.class;
          default -> null;
        };
    return type == null ? Optional.empty() : Optional.of(MODEL.convertValue(object, type));
  }

  private static String hash(@Nullable Object... parts) {
    List<Object> present =
        Stream.of(parts).map(part -> Objects.requireNonNullElse(part, Map.of())).toList();
    return Hashes.of(MODEL.convertValue(present, JsonNode.class));
  }
}
