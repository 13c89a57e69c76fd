package dev.sluice.operator.workload;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.Set;

/**
 * The pod template of a primary, made from the target's: its own value of the selector label;
 * copies of the tracked configs; a {@code flagger-id}; no keys by which Flux would take the pods
 * for its own (A3.2, A4).
 */
record PrimaryTemplate(Exposure exposure, Set<ConfigRef> tracked) {
  PodTemplateSpec of(PodTemplateSpec target, String flaggerId) {
    var renamed =
        TrackedConfigs.renamed(target, ref -> tracked.contains(ref) ? ref.primary() : ref);
    var metadata = target.getMetadata() == null ? new ObjectMeta() : target.getMetadata();
    var annotations = Marks.withoutToolkit(metadata.getAnnotations());
    annotations.put(Marks.FLAGGER_ID, flaggerId);
    return exposure
        .primaryOfTarget()
        .of(
            new PodTemplateSpecBuilder(renamed)
                .editOrNewMetadata()
                .withLabels(Marks.withoutToolkit(metadata.getLabels()))
                .withAnnotations(annotations)
                .endMetadata()
                .build());
  }
}
