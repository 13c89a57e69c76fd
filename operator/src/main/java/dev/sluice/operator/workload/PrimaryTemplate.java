package dev.sluice.operator.workload;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodAntiAffinityBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.Map;
import java.util.Set;

/**
 * The pod template of a primary, made from the target's: its own value of the selector label, also
 * in anti-affinities and spread constraints; copies of the tracked configs; a {@code flagger-id};
 * no keys by which Flux would take the pods for its own (A3.2, A4).
 */
record PrimaryTemplate(Exposure exposure, Set<ConfigRef> tracked) {
  PodTemplateSpec of(PodTemplateSpec target, String flaggerId) {
    var renamed =
        TrackedConfigs.renamed(target, ref -> tracked.contains(ref) ? ref.primary() : ref);
    var metadata = target.getMetadata() == null ? new ObjectMeta() : target.getMetadata();
    var labels = Marks.withoutToolkit(metadata.getLabels());
    labels.put(exposure.label(), exposure.primary());
    var annotations = Marks.withoutToolkit(metadata.getAnnotations());
    annotations.put(Marks.FLAGGER_ID, flaggerId);
    var builder =
        new PodTemplateSpecBuilder(renamed)
            .editOrNewMetadata()
            .withLabels(labels)
            .withAnnotations(annotations)
            .endMetadata();
    builder.accept(
        TopologySpreadConstraintBuilder.class,
        spread -> {
          if (spread.hasLabelSelector()) {
            spread.withLabelSelector(own(spread.buildLabelSelector()));
          }
        });
    builder.accept(
        PodAntiAffinityBuilder.class,
        anti ->
            anti.accept(
                PodAffinityTermBuilder.class,
                term -> {
                  if (term.hasLabelSelector()) {
                    term.withLabelSelector(own(term.buildLabelSelector()));
                  }
                }));
    return builder.build();
  }

  /** The selector, with the primary's value where it names the target's. */
  LabelSelector own(LabelSelector selector) {
    var builder = new LabelSelectorBuilder(selector);
    var labels = selector.getMatchLabels();
    if (labels != null && exposure.canary().equals(labels.get(exposure.label()))) {
      builder.addToMatchLabels(Map.of(exposure.label(), exposure.primary()));
    }
    builder.withMatchExpressions(selector.getMatchExpressions().stream().map(this::own).toList());
    return builder.build();
  }

  private LabelSelectorRequirement own(LabelSelectorRequirement requirement) {
    return requirement.getKey().equals(exposure.label())
        ? requirement
            .edit()
            .withValues(
                requirement.getValues().stream()
                    .map(value -> value.equals(exposure.canary()) ? exposure.primary() : value)
                    .toList())
            .build()
        : requirement;
  }
}
