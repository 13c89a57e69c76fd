package dev.sluice.playground.world.control;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Which pod template is which. */
final class PodTemplates {
  static final String HASH_LABEL = "pod-template-hash";

  /** Letters and digits that make no words, as Kubernetes uses for generated names. */
  private static final String SAFE = "bcdfghjklmnpqrstvwxz2456789";

  private static final int LENGTH = 10;
  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  private PodTemplates() {}

  /** The same for equal templates, safe in names and labels. */
  static String hash(PodTemplateSpec template) {
    byte[] digest;
    try {
      digest =
          MessageDigest.getInstance("SHA-256")
              .digest(JSON.asJson(withoutHash(template)).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      name.append(SAFE.charAt((digest[i] & 0xff) % SAFE.length()));
    }
    return name.toString();
  }

  /** Whether both say the same, apart from the hash that a ReplicaSet adds. */
  static boolean same(PodTemplateSpec one, PodTemplateSpec other) {
    return withoutHash(one).equals(withoutHash(other));
  }

  static PodTemplateSpec withHash(PodTemplateSpec template, String hash) {
    return new PodTemplateSpecBuilder(template)
        .editOrNewMetadata()
        .addToLabels(HASH_LABEL, hash)
        .endMetadata()
        .build();
  }

  private static PodTemplateSpec withoutHash(PodTemplateSpec template) {
    return new PodTemplateSpecBuilder(template)
        .editOrNewMetadata()
        .removeFromLabels(HASH_LABEL)
        .endMetadata()
        .build();
  }
}
