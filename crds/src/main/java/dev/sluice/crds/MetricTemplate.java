package dev.sluice.crds;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A metric query that several Canaries can use. */
@Group("flagger.app")
@Version("v1beta1")
@Categories("all")
public final class MetricTemplate extends CustomResource<MetricTemplateSpec, Void>
    implements Namespaced {}
