package dev.sluice.operator.workload;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodAntiAffinityBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.Map;

/**
 * Gives the copy of a workload its own value of the selector label, also where its pods keep away
 * from each other (A3.2).
 *
 * @param label the selector label
 * @param from its value on the pods that are copied
 * @param to its value on the copies
 */
record Relabelling(String label, String from, String to) {
  PodTemplateSpec of(PodTemplateSpec template) {
    var builder =
        new PodTemplateSpecBuilder(template)
            .editOrNewMetadata()
            .addToLabels(label, to)
            .endMetadata();
    builder.accept(
        TopologySpreadConstraintBuilder.class,
        spread -> {
          if (spread.hasLabelSelector()) {
            spread.withLabelSelector(of(spread.buildLabelSelector()));
          }
        });
    builder.accept(
        PodAntiAffinityBuilder.class,
        anti ->
            anti.accept(
                PodAffinityTermBuilder.class,
                term -> {
                  if (term.hasLabelSelector()) {
                    term.withLabelSelector(of(term.buildLabelSelector()));
                  }
                }));
    return builder.build();
  }

  LabelSelector of(LabelSelector selector) {
    var builder = new LabelSelectorBuilder(selector);
    var labels = selector.getMatchLabels();
    if (labels != null && from.equals(labels.get(label))) {
      builder.addToMatchLabels(Map.of(label, to));
    }
    builder.withMatchExpressions(selector.getMatchExpressions().stream().map(this::of).toList());
    return builder.build();
  }

  private LabelSelectorRequirement of(LabelSelectorRequirement requirement) {
    return requirement.getKey().equals(label)
        ? requirement
            .edit()
            .withValues(
                requirement.getValues().stream()
                    .map(value -> value.equals(from) ? to : value)
                    .toList())
            .build()
        : requirement;
  }
}
