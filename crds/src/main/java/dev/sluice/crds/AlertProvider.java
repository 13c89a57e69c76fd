package dev.sluice.crds;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A chat that alerts are sent to. */
@Group("flagger.app")
@Version("v1beta1")
@Categories("all")
public final class AlertProvider extends CustomResource<AlertProviderSpec, Void>
    implements Namespaced {}
