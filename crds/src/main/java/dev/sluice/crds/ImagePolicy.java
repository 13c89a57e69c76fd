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

/** Which tag of an image is the newest that is wanted. */
@Group("sluice.dev")
@Version("v1alpha1")
@Categories("all")
@ShortNames("imgp")
@Annotations("helm.sh/resource-policy=keep")
@AdditionalPrinterColumn(name = "Image", jsonPath = ".spec.image")
@AdditionalPrinterColumn(name = "Tag", jsonPath = ".status.latest.tag")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    priority = 1)
@AdditionalPrinterColumn(name = "Scanned", jsonPath = ".status.scan.at", priority = 1)
@JsonClassDescription(
    "Which tag of an image is the newest that is wanted. The tags of the image's repository are"
        + " listed time and again, and one of them is chosen.")
public final class ImagePolicy extends CustomResource<ImagePolicySpec, ImagePolicyStatus>
    implements Namespaced {
  @Override
  @JsonPropertyDescription("The image, and how its newest tag is chosen.")
  public ImagePolicySpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What was found.")
  public ImagePolicyStatus getStatus() {
    return super.getStatus();
  }
}
