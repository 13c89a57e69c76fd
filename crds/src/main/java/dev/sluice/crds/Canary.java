package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.Annotations;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A workload whose new revisions are released progressively. */
@Group("flagger.app")
@Version("v1beta1")
@Categories("all")
@ShortNames("cnr")
@Annotations("helm.sh/resource-policy=keep")
// Flagger's columns, in its order. Scripts read them by place: ours come after.
@AdditionalPrinterColumn(name = "Status", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Weight", jsonPath = ".status.canaryWeight")
@AdditionalPrinterColumn(
    name = "Suspended",
    jsonPath = ".spec.suspend",
    type = AdditionalPrinterColumn.Type.BOOLEAN,
    priority = 1)
@AdditionalPrinterColumn(name = "FailedChecks", jsonPath = ".status.failedChecks", priority = 1)
@AdditionalPrinterColumn(name = "Interval", jsonPath = ".spec.analysis.interval", priority = 1)
@AdditionalPrinterColumn(
    name = "Mirror",
    jsonPath = ".spec.analysis.mirror",
    type = AdditionalPrinterColumn.Type.BOOLEAN,
    priority = 1)
@AdditionalPrinterColumn(name = "StepWeight", jsonPath = ".spec.analysis.stepWeight", priority = 1)
@AdditionalPrinterColumn(
    name = "StepWeights",
    jsonPath = ".spec.analysis.stepWeights",
    priority = 1)
@AdditionalPrinterColumn(name = "MaxWeight", jsonPath = ".spec.analysis.maxWeight", priority = 1)
@AdditionalPrinterColumn(name = "LastTransitionTime", jsonPath = ".status.lastTransitionTime")
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(
    name = "Step",
    jsonPath = ".status.rollout.step",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(name = "Revision", jsonPath = ".status.rollout.revision", priority = 1)
@JsonClassDescription(
    "A workload whose new revisions are released progressively: traffic is shifted to a new"
        + " revision in steps, each step is judged by its metrics, and the revision is promoted or"
        + " rolled back.")
public final class Canary extends CustomResource<CanarySpec, CanaryStatus> implements Namespaced {
  @Override
  @JsonPropertyDescription("What a person declares: the workload, its traffic and its analysis.")
  public CanarySpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What Sluice knows of this Canary. It is the only memory of a rollout.")
  public CanaryStatus getStatus() {
    return super.getStatus();
  }
}
