package dev.sluice.playground.world.control;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ReplicaSets of a Deployment.
 *
 * @param current the one with the Deployment's template, if it is there yet
 * @param old all others, oldest first
 */
record DeploymentSets(Optional<ReplicaSet> current, List<ReplicaSet> old) {
  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MAX = "deployment.kubernetes.io/max-replicas";
  private static final Comparator<ReplicaSet> AGE =
      Comparator.<ReplicaSet, String>comparing(set -> set.getMetadata().getCreationTimestamp())
          .thenComparing(set -> set.getMetadata().getName());

  static DeploymentSets of(Deployment deployment, List<ReplicaSet> sets) {
    List<ReplicaSet> living =
        sets.stream().filter(set -> !Owners.deleting(set)).sorted(AGE).toList();
    Optional<ReplicaSet> current =
        living.stream()
            .filter(
                set ->
                    PodTemplates.same(
                        set.getSpec().getTemplate(), deployment.getSpec().getTemplate()))
            .findFirst();
    return new DeploymentSets(
        current, living.stream().filter(set -> !current.equals(Optional.of(set))).toList());
  }

  List<ReplicaSet> all() {
    return Stream.concat(old.stream(), current.stream()).toList();
  }

  List<ReplicaSet> active() {
    return all().stream().filter(set -> Replicas.of(set) > 0).toList();
  }

  int wanted() {
    return Replicas.of(all());
  }

  int available() {
    return all().stream().mapToInt(Replicas::available).sum();
  }

  /** What the next new ReplicaSet is numbered, or the current one when it is not the newest. */
  int nextRevision() {
    return old.stream().mapToInt(DeploymentSets::revision).max().orElse(0) + 1;
  }

  static int revision(ReplicaSet set) {
    return annotation(set, REVISION).orElse(0);
  }

  static Optional<Integer> annotation(ReplicaSet set, String name) {
    Map<String, String> annotations = set.getMetadata().getAnnotations();
    return Optional.ofNullable(annotations == null ? null : annotations.get(name))
        .map(Integer::valueOf);
  }

  static ReplicaSet create(Deployment deployment, int replicas, int revision) {
    String hash = PodTemplates.hash(deployment.getSpec().getTemplate());
    RollingUpdate update = RollingUpdate.of(deployment);
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withName(deployment.getMetadata().getName() + "-" + hash)
        .withNamespace(deployment.getMetadata().getNamespace())
        .withLabels(deployment.getSpec().getTemplate().getMetadata().getLabels())
        .addToLabels(PodTemplates.HASH_LABEL, hash)
        .addToAnnotations(REVISION, Integer.toString(revision))
        .addToAnnotations(DESIRED, Integer.toString(update.desired()))
        .addToAnnotations(MAX, Integer.toString(update.ceiling()))
        .withOwnerReferences(Owners.controller(deployment))
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
        .withNewSelectorLike(deployment.getSpec().getSelector())
        .addToMatchLabels(PodTemplates.HASH_LABEL, hash)
        .endSelector()
        .withTemplate(PodTemplates.withHash(deployment.getSpec().getTemplate(), hash))
        .endSpec()
        .build();
  }

  /** The ReplicaSet as it would be with other numbers. */
  static ReplicaSet scaled(ReplicaSet set, Deployment deployment, int replicas) {
    RollingUpdate update = RollingUpdate.of(deployment);
    return new ReplicaSetBuilder(set)
        .editMetadata()
        .addToAnnotations(DESIRED, Integer.toString(update.desired()))
        .addToAnnotations(MAX, Integer.toString(update.ceiling()))
        .endMetadata()
        .editSpec()
        .withReplicas(replicas)
        .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
        .endSpec()
        .build();
  }
}
