package dev.sluice.operator.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.crds.Canary;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** Manifests in tests. */
public final class Manifests {
  private static final List<String> SET_BY_THE_SERVER =
      List.of("uid", "generation", "resourceVersion", "creationTimestamp");
  private static final KubernetesSerialization YAML =
      new KubernetesSerialization(
          new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS), false);

  private Manifests() {}

  /** An object as its owner wrote it. */
  public static <T extends HasMetadata> T object(Class<T> type, String yaml) {
    return YAML.unmarshal(yaml, type);
  }

  /** An object as a tree. */
  public static ObjectNode tree(HasMetadata object) {
    return YAML.convertValue(object, ObjectNode.class);
  }

  /** An object from a tree. */
  public static <T extends HasMetadata> T object(Class<T> type, ObjectNode tree) {
    return YAML.convertValue(tree, type);
  }

  /** A Canary as the API server returns it. */
  public static Canary canary(String yaml) {
    Canary canary = object(Canary.class, yaml);
    canary.getMetadata().setUid("0b7c8d1e-canary");
    return canary;
  }

  /** The Canary {@code podinfo.test}, its spec indented by two spaces. */
  public static Canary podinfo(String spec) {
    return canary(
        """
        apiVersion: flagger.app/v1beta1
        kind: Canary
        metadata:
          name: podinfo
          namespace: test
        spec:
          targetRef:
            apiVersion: apps/v1
            kind: Deployment
            name: podinfo
        """
            + spec);
  }

  /** The spec is as in the manifest. */
  public static void assertSpec(HasMetadata object, String yaml) {
    assertThat(sorted(tree(object).withObjectProperty("spec")))
        .isEqualTo(sorted(YAML.unmarshal(yaml, ObjectNode.class)));
  }

  /** The object is as in the manifest, beside what the API server sets. */
  public static void assertSame(HasMetadata object, String yaml) {
    ObjectNode actual = tree(object);
    actual.withObjectProperty("metadata").remove(SET_BY_THE_SERVER);
    actual.remove("status");
    assertThat(sorted(actual)).isEqualTo(sorted(YAML.unmarshal(yaml, ObjectNode.class)));
  }

  private static String sorted(ObjectNode tree) {
    return YAML.asYaml(YAML.convertValue(tree, Object.class));
  }
}
