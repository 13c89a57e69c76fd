package dev.sluice.operator.git.image;

import dev.sluice.crds.ImagePolicySpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Specs of image policies, written as in a manifest. */
final class Policies {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private Policies() {}

  static ImagePolicySpec spec(String yaml) {
    return YAML.unmarshal("image: ghcr.io/acme/podinfo\n" + yaml, ImagePolicySpec.class);
  }
}
