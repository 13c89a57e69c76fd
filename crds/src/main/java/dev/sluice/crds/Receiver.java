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

/** An HTTP endpoint that others call when there is news. */
@Group("sluice.dev")
@Version("v1alpha1")
@Categories("all")
@ShortNames("rcv")
@Annotations("helm.sh/resource-policy=keep")
@AdditionalPrinterColumn(name = "Type", jsonPath = ".spec.type")
@AdditionalPrinterColumn(name = "Path", jsonPath = ".status.webhookPath")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    priority = 1)
@JsonClassDescription(
    "An HTTP endpoint that a Git host or a registry calls when something was pushed, so that it is"
        + " looked at now and not when it is time to. What the call says is believed no further"
        + " than that.")
public final class Receiver extends CustomResource<ReceiverSpec, ReceiverStatus>
    implements Namespaced {
  @Override
  @JsonPropertyDescription("Who calls, how the caller is known, and what is looked at then.")
  public ReceiverSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("Where it is called.")
  public ReceiverStatus getStatus() {
    return super.getStatus();
  }
}
