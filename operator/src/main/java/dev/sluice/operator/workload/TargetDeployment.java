package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;
import java.util.SortedMap;

/** A user's Deployment: what it asks to run. Of it, only the size is ever written. */
final class TargetDeployment {
  private static final Class<Deployment> DEPLOYMENT = Deployment.class;

  private final Cluster cluster;
  private final TrackedConfigs configs;

  TargetDeployment(Cluster cluster, WorkloadOptions options) {
    this.cluster = cluster;
    this.configs = new TrackedConfigs(cluster, options.configTracking());
  }

  /** The target, and what it asks to run. */
  record Request(Deployment deployment, SortedMap<ConfigRef, Config> configs, Revision revision) {}

  Optional<Deployment> find(Canary canary) {
    return cluster.get(
        DEPLOYMENT, canary.getMetadata().getNamespace(), canary.getSpec().targetRef().name());
  }

  /**
   * @throws ProblemException if it is not there
   */
  Deployment get(Canary canary) {
    return find(canary)
        .orElseThrow(
            () ->
                new ProblemException(
                    "TargetMissing",
                    "Deployment %s.%s is not there: create it, or correct targetRef"
                        .formatted(
                            canary.getSpec().targetRef().name(),
                            canary.getMetadata().getNamespace())));
  }

  /**
   * @throws ProblemException if the target is not there, or a config that it reads
   */
  Request request(Canary canary) {
    var deployment = get(canary);
    var name = deployment.getMetadata().getName();
    var template = deployment.getSpec().getTemplate();
    var tracked = configs.of(canary.getMetadata().getNamespace(), "Deployment " + name, template);
    var fingerprints = TrackedConfigs.fingerprints(tracked);
    return new Request(
        deployment,
        tracked,
        new Revision(Fingerprint.revision(template, fingerprints), fingerprints));
  }

  /**
   * What the target asks to run, if it is at this revision.
   *
   * @throws ProblemException if it has moved on
   */
  Request requestOf(Canary canary, String revision) {
    var request = request(canary);
    if (!request.revision().id().equals(revision)) {
      throw ProblemException.retriable(
          "TargetChanged",
          "Deployment %s.%s has moved on from revision %s to %s"
              .formatted(
                  request.deployment().getMetadata().getName(),
                  canary.getMetadata().getNamespace(),
                  revision,
                  request.revision().id()),
          null);
    }
    return request;
  }

  /** See {@link Workload#skipsAnalysis}. */
  boolean skipsAnalysis(Canary canary) {
    var target = request(canary);
    var annotations = target.deployment().getMetadata().getAnnotations();
    var skip = annotations == null ? null : annotations.get(Marks.SKIP_ANALYSIS);
    return skip != null
        && (skip.equals(target.revision().id())
            || target.deployment().getSpec().getTemplate().getSpec().getContainers().stream()
                .anyMatch(container -> skip.equals(tag(container.getImage()))));
  }

  void scale(Canary canary, int pods) {
    cluster.scale(
        DEPLOYMENT, canary.getMetadata().getNamespace(), canary.getSpec().targetRef().name(), pods);
  }

  /** The tag of an image, or the empty string. */
  private static String tag(String image) {
    var name = image.split("@", 2)[0];
    var colon = name.lastIndexOf(':');
    return colon > name.lastIndexOf('/') ? name.substring(colon + 1) : "";
  }
}
