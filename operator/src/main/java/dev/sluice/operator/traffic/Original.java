package dev.sluice.operator.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Optional;

/**
 * What a person's route said before it was taken over. It is kept in an annotation of the route,
 * unless {@code kubectl apply} keeps it in one of its own.
 */
public final class Original {
  static final String ANNOTATION = "flagger.kubernetes.io/original-configuration";
  static final String KUBECTL_ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

  private static final KubernetesSerialization JSON =
      new KubernetesSerialization(new ObjectMapper(), false);

  private Original() {}

  /** The annotation that keeps the spec of a route that is not Sluice's, if one is needed. */
  static Map<String, String> annotations(HasMetadata route, Object spec) {
    Map<String, String> annotations = annotationsOf(route);
    String kept = annotations.get(ANNOTATION);
    if (kept != null) {
      return Map.of(ANNOTATION, kept);
    }
    return annotations.containsKey(KUBECTL_ANNOTATION)
        ? Map.of()
        : Map.of(ANNOTATION, JSON.asJson(spec));
  }

  /**
   * The spec that the route had.
   *
   * @return empty if the route was never taken over
   * @throws ProblemException if the annotation cannot be read
   */
  public static <S> Optional<S> spec(HasMetadata route, Class<S> type) {
    Map<String, String> annotations = annotationsOf(route);
    String applied = annotations.get(KUBECTL_ANNOTATION);
    try {
      if (applied != null) {
        JsonNode spec = JSON.unmarshal(applied, ObjectNode.class).get("spec");
        return Optional.ofNullable(spec).map(found -> JSON.convertValue(found, type));
      }
      String kept = annotations.get(ANNOTATION);
      return kept == null ? Optional.empty() : Optional.of(JSON.unmarshal(kept, type));
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw new ProblemException(
          "OriginalUnreadable",
          "%s %s.%s cannot be given back: its annotation %s is no JSON of its spec; put the spec back by hand and remove the annotation"
              .formatted(
                  route.getKind(),
                  route.getMetadata().getName(),
                  route.getMetadata().getNamespace(),
                  applied == null ? ANNOTATION : KUBECTL_ANNOTATION),
          e);
    }
  }

  /** Names the route and nothing else, so that all that was applied of its metadata is given up. */
  public static ObjectMeta bare(HasMetadata route) {
    return new ObjectMetaBuilder()
        .withNamespace(route.getMetadata().getNamespace())
        .withName(route.getMetadata().getName())
        .build();
  }

  private static Map<String, String> annotationsOf(HasMetadata route) {
    Map<String, String> annotations = route.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }
}
