package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpecBuilder;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The baseline of a Deployment: a kept revision of the primary once more. It reads the stores of
 * that revision's configs, so that it runs the same from its first pod to its last one.
 */
final class BaselineDeployment {
  private static final Class<Deployment> DEPLOYMENT = Deployment.class;

  private final Cluster cluster;

  BaselineDeployment(Cluster cluster) {
    this.cluster = cluster;
  }

  /** The baseline; empty if a Deployment of that name is somebody else's. */
  Optional<Deployment> find(Canary canary) {
    return named(canary).filter(deployment -> Marks.isOwned(deployment, canary));
  }

  /** The rollout that it was made for, or {@link Workload#EDITED}. */
  static String rollout(Deployment baseline) {
    return TemplateMark.read(baseline, Marks.ROLLOUT).orElse(Workload.EDITED);
  }

  /**
   * @param exposure how the pods are selected
   * @param last what is kept of the revision
   */
  void write(
      Canary canary,
      Exposure exposure,
      KeptRevisions.Kept last,
      String revision,
      String rollout,
      int pods) {
    requireFree(canary);
    var kept = last.spec(DeploymentSpec.class);
    var template = template(exposure, kept.getTemplate(), last.configs(), rollout);
    var spec =
        new DeploymentSpecBuilder(kept)
            .withReplicas(pods)
            .withNewSelector()
            .addToMatchLabels(exposure.label(), exposure.baseline())
            .endSelector()
            .withTemplate(template)
            .build();
    new TemplateMark(Marks.ROLLOUT, rollout)
        .apply(
            cluster,
            find(canary),
            template,
            hash ->
                new DeploymentBuilder()
                    .withNewMetadata()
                    .withName(name(canary))
                    .withNamespace(canary.getMetadata().getNamespace())
                    .addToLabels(exposure.label(), exposure.baseline())
                    .addToAnnotations(Marks.REVISION, revision)
                    .addToAnnotations(Marks.ROLLOUT, rollout)
                    .addToAnnotations(Marks.TEMPLATE_HASH, hash)
                    .withOwnerReferences(Marks.owner(canary, true))
                    .endMetadata()
                    .withSpec(spec)
                    .build());
  }

  void delete(Canary canary) {
    find(canary)
        .ifPresent(
            found ->
                cluster.delete(
                    DEPLOYMENT, found.getMetadata().getNamespace(), found.getMetadata().getName()));
  }

  private static PodTemplateSpec template(
      Exposure exposure,
      PodTemplateSpec primary,
      SortedMap<String, String> configs,
      String rollout) {
    var renamed =
        TrackedConfigs.renamed(
            primary,
            copy -> {
              var content = configs.get(copy.id());
              return content == null ? copy : copy.kept(content);
            });
    return exposure
        .baselineOfPrimary()
        .of(
            new PodTemplateSpecBuilder(renamed)
                .editOrNewMetadata()
                .addToAnnotations(Marks.ROLLOUT, rollout)
                .endMetadata()
                .build());
  }

  /** Refuses a Deployment that only happens to have the baseline's name. */
  private void requireFree(Canary canary) {
    if (named(canary).isPresent() && find(canary).isEmpty()) {
      throw new ProblemException(
          "BaselineNotOurs",
          "Deployment %s.%s is not this Canary's: rename or delete it, the baseline needs its name, or remove spec.analysis.baseline"
              .formatted(name(canary), canary.getMetadata().getNamespace()));
    }
  }

  private Optional<Deployment> named(Canary canary) {
    return cluster.get(DEPLOYMENT, canary.getMetadata().getNamespace(), name(canary));
  }

  private static String name(Canary canary) {
    return Marks.baseline(canary.getSpec().targetRef().name());
  }
}
