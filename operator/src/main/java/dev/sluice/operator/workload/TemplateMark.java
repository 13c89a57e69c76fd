package dev.sluice.operator.workload;

import dev.sluice.operator.kube.Cluster;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;
import java.util.function.Function;

/**
 * By its mark, a Deployment that is as Sluice wrote it is told from one whose template somebody has
 * edited since.
 *
 * @param annotation the one that says what the Deployment was made of
 * @param value what it says
 */
record TemplateMark(String annotation, String value) {
  /**
   * What a Deployment was made of, or {@link Workload#EDITED}; empty if it is not marked.
   *
   * @param annotation the one that says it
   */
  static Optional<String> read(Deployment deployment, String annotation) {
    return annotation(deployment, annotation)
        .map(
            value ->
                annotation(deployment, Marks.TEMPLATE_HASH).equals(Optional.of(hash(deployment)))
                    ? value
                    : Workload.EDITED);
  }

  /**
   * Applies a Deployment until it carries the hash of the template that it has.
   *
   * @param present what is there now
   * @param desired what is to be applied, given that hash
   * @return the hash
   */
  String apply(
      Cluster cluster,
      Optional<Deployment> present,
      PodTemplateSpec asked,
      Function<String, Deployment> desired) {
    var hash =
        present
            .filter(now -> read(now, annotation).equals(Optional.of(value)))
            .map(TemplateMark::hash)
            .orElseGet(() -> Fingerprint.template(asked));
    var made = hash(cluster.apply(desired.apply(hash)));
    if (!made.equals(hash)) {
      // A webhook or a default has changed what was asked for: that is what it is now.
      cluster.apply(desired.apply(made));
    }
    return made;
  }

  static Optional<String> annotation(Deployment deployment, String key) {
    return Optional.ofNullable(deployment.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(key));
  }

  private static String hash(Deployment deployment) {
    return Fingerprint.template(deployment.getSpec().getTemplate());
  }
}
