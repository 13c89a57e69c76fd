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

/** A metric query that several Canaries can use. */
@Group("flagger.app")
@Version("v1beta1")
@Categories("all")
@ShortNames("mtpl")
@Annotations("helm.sh/resource-policy=keep")
@AdditionalPrinterColumn(name = "Provider", jsonPath = ".spec.provider.type")
@JsonClassDescription(
    "A metric query that several Canaries can use. A Canary names it in"
        + " spec.analysis.metrics[].templateRef.")
public final class MetricTemplate extends CustomResource<MetricTemplateSpec, Void>
    implements Namespaced {
  @Override
  @JsonPropertyDescription("A provider and a query.")
  public MetricTemplateSpec getSpec() {
    return super.getSpec();
  }
}
