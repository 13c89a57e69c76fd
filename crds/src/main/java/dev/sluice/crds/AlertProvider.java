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

/** A chat that alerts are sent to. */
@Group("flagger.app")
@Version("v1beta1")
@Categories("all")
@ShortNames("alertp")
@Annotations("helm.sh/resource-policy=keep")
@AdditionalPrinterColumn(name = "Type", jsonPath = ".spec.type")
@JsonClassDescription(
    "A chat that alerts are sent to. A Canary names it in spec.analysis.alerts[].providerRef.")
public final class AlertProvider extends CustomResource<AlertProviderSpec, Void>
    implements Namespaced {
  @Override
  @JsonPropertyDescription("Where alerts go, and as whom.")
  public AlertProviderSpec getSpec() {
    return super.getSpec();
  }
}
