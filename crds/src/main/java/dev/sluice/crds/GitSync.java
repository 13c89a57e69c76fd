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

/** A part of a Git repository that is kept applied. */
@Group("sluice.dev")
@Version("v1alpha1")
@Categories("all")
@ShortNames("gs")
@Annotations("helm.sh/resource-policy=keep")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "Applied", jsonPath = ".status.appliedRevision")
@AdditionalPrinterColumn(name = "URL", jsonPath = ".spec.url", priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    priority = 1)
@JsonClassDescription(
    "A part of a Git repository that is kept applied: what is pushed comes into the cluster, what"
        + " leaves Git can leave the cluster, and what others change can be put right.")
public final class GitSync extends CustomResource<GitSyncSpec, GitSyncStatus>
    implements Namespaced {
  @Override
  @JsonPropertyDescription("What a person declares: which repository, which part, and how.")
  public GitSyncSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What was fetched and applied last, and how that went.")
  public GitSyncStatus getStatus() {
    return super.getStatus();
  }
}
