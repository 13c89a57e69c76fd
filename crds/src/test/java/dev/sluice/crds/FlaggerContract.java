package dev.sluice.crds;

import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Flagger's published files; tests that need them are skipped where they are not. */
final class FlaggerContract {
  private FlaggerContract() {}

  /** Flagger's CRD of the same name as ours. */
  static JsonNode crd(Class<? extends CustomResource<?, ?>> kind) {
    String name = CustomResource.getCRDName(kind);
    for (String document : read(directory().resolve("crd.yaml")).split("\n---\n", -1)) {
      JsonNode crd = CrdYaml.KUBERNETES.unmarshal(document, ObjectNode.class);
      if (crd.at("/metadata/name").asText().equals(name)) {
        return crd;
      }
    }
    return fail("Flagger's crd.yaml has no %s", name);
  }

  static JsonNode schema(Class<? extends CustomResource<?, ?>> kind) {
    return ContractDetails.version(crd(kind)).at("/schema/openAPIV3Schema");
  }

  static List<Path> examples() {
    try (Stream<Path> files = Files.list(directory().resolve("examples"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory() {
    Assumptions.assumeTrue(
        Repository.flagger().isPresent(),
        "Flagger's files are not at ../shared/conformance/flagger beside the repository; name"
            + " their directory with -Dsluice.flagger=DIRECTORY");
    return Repository.flagger().orElseThrow();
  }
}
