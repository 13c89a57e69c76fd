package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpecBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The primary of a Deployment. Its size is never part of what is applied: it is set through the
 * scale subresource, so that an autoscaler that comes later can own it.
 */
final class PrimaryDeployment {
  private static final Class<Deployment> DEPLOYMENT = Deployment.class;

  private final Cluster cluster;
  private final WorkloadOptions options;

  PrimaryDeployment(Cluster cluster, WorkloadOptions options) {
    this.cluster = cluster;
    this.options = options;
  }

  String name(Canary canary) {
    return Marks.primary(canary.getSpec().targetRef().name());
  }

  Optional<Deployment> find(Canary canary) {
    return cluster.get(DEPLOYMENT, canary.getMetadata().getNamespace(), name(canary));
  }

  /** How the target's pods are selected, and the primary's. */
  Exposure exposure(Deployment target) {
    var labels =
        target.getSpec().getSelector() == null
                || target.getSpec().getSelector().getMatchLabels() == null
            ? Map.<String, String>of()
            : target.getSpec().getSelector().getMatchLabels();
    return options.selectorLabels().stream()
        .filter(labels::containsKey)
        .findFirst()
        .map(label -> Exposure.of(label, Objects.requireNonNull(labels.get(label))))
        .orElseThrow(
            () ->
                new ProblemException(
                    "SelectorLabelMissing",
                    "deployment %s.%s spec.selector.matchLabels must contain one of %s: recreate it with such a label, or start the operator with --selector-labels naming one that it has (%s)"
                        .formatted(
                            target.getMetadata().getName(),
                            target.getMetadata().getNamespace(),
                            options.selectorLabels(),
                            String.join(", ", labels.keySet()))));
  }

  /** Refuses a Deployment that only happens to have the primary's name. */
  void requireOurs(Canary canary) {
    find(canary)
        .flatMap(
            deployment ->
                deployment.getMetadata().getOwnerReferences().stream()
                    .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                    .findFirst())
        .filter(
            owner ->
                !owner.getKind().equals(HasMetadata.getKind(Canary.class))
                    || !owner.getName().equals(canary.getMetadata().getName()))
        .ifPresent(
            owner -> {
              throw new ProblemException(
                  "PrimaryNotOurs",
                  "Deployment %s.%s belongs to %s %s: rename or delete it, the primary needs its name"
                      .formatted(
                          name(canary),
                          canary.getMetadata().getNamespace(),
                          owner.getKind(),
                          owner.getName()));
            });
  }

  /** What the primary is to be, made from the target. */
  DeploymentSpec spec(Deployment target, Set<ConfigRef> tracked, String flaggerId) {
    var exposure = exposure(target);
    var spec = target.getSpec();
    return new DeploymentSpecBuilder()
        .withMinReadySeconds(spec.getMinReadySeconds())
        .withProgressDeadlineSeconds(spec.getProgressDeadlineSeconds())
        .withRevisionHistoryLimit(spec.getRevisionHistoryLimit())
        .withStrategy(spec.getStrategy())
        .withNewSelector()
        .addToMatchLabels(exposure.label(), exposure.primary())
        .endSelector()
        .withTemplate(new PrimaryTemplate(exposure, tracked).of(spec.getTemplate(), flaggerId))
        .build();
  }

  /** A spec as it can be kept and applied again. */
  static DeploymentSpec withoutSize(DeploymentSpec spec) {
    return new DeploymentSpecBuilder(spec).withReplicas(null).build();
  }

  /**
   * Writes the primary.
   *
   * @param target whose labels and annotations it inherits, if it is there
   * @param size how many pods it gets if it is made now
   */
  void write(
      Canary canary, @Nullable Deployment target, DeploymentSpec spec, String revision, int size) {
    var present = find(canary);
    var pending = pendingSize(present, size);
    var hash =
        new TemplateMark(Marks.REVISION, revision)
            .apply(
                cluster,
                present,
                spec.getTemplate(),
                found -> desired(canary, target, spec, revision, found, pending.orElse(null)));
    if (pending.isPresent()) {
      scale(canary, pending.get());
      cluster.apply(desired(canary, target, spec, revision, hash, null));
    }
  }

  /** Sets the size, if the primary is there and has another. */
  void scale(Canary canary, int pods) {
    if (find(canary).isPresent()) {
      cluster.scale(DEPLOYMENT, canary.getMetadata().getNamespace(), name(canary), pods);
    }
  }

  /**
   * A size that a new primary has to get. It is noted on the primary until it is set: the process
   * may end in between, and then nobody else knew.
   */
  private static Optional<Integer> pendingSize(Optional<Deployment> present, int size) {
    return present.isPresent()
        ? TemplateMark.annotation(present.get(), Marks.SIZE).map(Integer::valueOf)
        : Optional.of(size).filter(pods -> pods > 1);
  }

  private Deployment desired(
      Canary canary,
      @Nullable Deployment target,
      DeploymentSpec spec,
      String revision,
      String hash,
      @Nullable Integer pendingSize) {
    var prefixes = options.includeLabelPrefixes();
    var labels =
        Marks.inherited(target == null ? null : target.getMetadata().getLabels(), prefixes);
    labels.putAll(spec.getSelector().getMatchLabels());
    var annotations =
        Marks.inherited(target == null ? null : target.getMetadata().getAnnotations(), prefixes);
    annotations.put(Marks.REVISION, revision);
    annotations.put(Marks.TEMPLATE_HASH, hash);
    if (pendingSize != null) {
      annotations.put(Marks.SIZE, String.valueOf(pendingSize));
    }
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name(canary))
        .withNamespace(canary.getMetadata().getNamespace())
        .withLabels(labels)
        .withAnnotations(annotations)
        .withOwnerReferences(Marks.owner(canary, true))
        .endMetadata()
        .withSpec(spec)
        .build();
  }

  static Optional<String> flaggerId(Deployment deployment) {
    return Optional.ofNullable(deployment.getSpec().getTemplate().getMetadata())
        .map(metadata -> metadata.getAnnotations())
        .map(annotations -> annotations.get(Marks.FLAGGER_ID));
  }

  /** The same for the same promotion, so that doing it twice changes nothing. */
  static String flaggerId(Canary canary, String revision) {
    return UUID.nameUUIDFromBytes(
            (canary.getMetadata().getUid() + "/" + revision).getBytes(StandardCharsets.UTF_8))
        .toString();
  }
}
