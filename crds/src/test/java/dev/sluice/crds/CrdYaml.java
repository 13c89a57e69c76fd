package dev.sluice.crds;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crdv2.generator.CustomResourceInfo;
import io.fabric8.crdv2.generator.ResolvingContext;
import io.fabric8.crdv2.generator.v1.CustomResourceHandler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.YamlDumpSettingsBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The CRDs, made from the records: fabric8's generator first, then {@link ContractDetails}. */
final class CrdYaml {
  static final KubernetesSerialization KUBERNETES =
      new KubernetesSerialization(
          new ObjectMapper(), false, new YamlDumpSettingsBuilder().setMinimizeQuotes(true).build());

  static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(
          Canary.class,
          MetricTemplate.class,
          AlertProvider.class,
          ImagePolicy.class,
          Receiver.class,
          GitSync.class);

  private static final String HEADER =
      "# Generated from the records in crds/src/main/java: change those, then run `make crds`.\n";

  private static final Map<Class<?>, ObjectNode> CRDS = new ConcurrentHashMap<>();

  private CrdYaml() {}

  /** The whole CRD of a kind. */
  static ObjectNode crd(Class<? extends CustomResource<?, ?>> kind) {
    return CRDS.computeIfAbsent(kind, k -> ContractDetails.complete(kind, generated(kind)))
        .deepCopy();
  }

  /** {@code spec.versions[0].schema.openAPIV3Schema} of the kind's CRD. */
  static ObjectNode schema(Class<? extends CustomResource<?, ?>> kind) {
    return (ObjectNode) ContractDetails.version(crd(kind)).at("/schema/openAPIV3Schema");
  }

  /** The files under {@code charts/sluice/crds}, by name. */
  static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    for (Class<? extends CustomResource<?, ?>> kind : KINDS) {
      ObjectNode crd = crd(kind);
      String yaml = KUBERNETES.asYaml(crd).replaceFirst("^---\n", "");
      files.put(crd.at("/metadata/name").asText() + ".yaml", HEADER + yaml);
    }
    return files;
  }

  private static ObjectNode generated(Class<? extends CustomResource<?, ?>> kind) {
    ObjectMapper mapper = new ObjectMapper();
    ResolvingContext context =
        new ResolvingContext(mapper, new KubernetesSerialization(mapper, false), false);
    CustomResourceHandler handler = new CustomResourceHandler();
    handler.handle(CustomResourceInfo.fromClass(kind), context);
    HasMetadata crd = handler.finish().findFirst().orElseThrow().getKey();
    return KUBERNETES.convertValue(crd, ObjectNode.class);
  }
}
