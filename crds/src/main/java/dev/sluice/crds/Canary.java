package dev.sluice.crds;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A workload whose new revisions are released progressively. */
@Group("flagger.app")
@Version("v1beta1")
@Categories("all")
public final class Canary extends CustomResource<CanarySpec, CanaryStatus> implements Namespaced {}
