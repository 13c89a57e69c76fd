package dev.sluice.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SchemaTest {
  static final List<Class<? extends CustomResource<?, ?>>> KINDS = CrdYaml.KINDS;

  @ParameterizedTest
  @FieldSource("KINDS")
  void describesEveryField(Class<? extends CustomResource<?, ?>> kind) {
    JsonNode schema = CrdYaml.schema(kind);
    assertThat(schema.path("description").asText()).endsWith(".");
    Map<String, JsonNode> fields = Schemas.fields(schema);
    fields.remove("metadata");
    assertThat(fields)
        .isNotEmpty()
        .allSatisfy(
            (path, field) ->
                assertThat(field.path("description").asText())
                    .as(path)
                    .matches("(?s)[A-Z0-9'].*\\."));
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void isStructural(Class<? extends CustomResource<?, ?>> kind) {
    JsonNode schema = CrdYaml.schema(kind);
    assertThat(schema.findValues("$ref")).isEmpty();
    assertThat(schema.path("properties").path("metadata").fieldNames())
        .toIterable()
        .as("metadata is the API server's own")
        .containsExactly("type");
    assertThat(schema.findValues("x-kubernetes-preserve-unknown-fields")).isEmpty();
    assertThat(Schemas.fields(schema))
        .allSatisfy(
            (path, field) ->
                assertThat(field.has("type") || field.has("x-kubernetes-int-or-string"))
                    .as(path)
                    .isTrue());
  }

  @Test
  @Tag("A1")
  void printsFlaggersColumnsInItsOrderAndThenOurs() {
    JsonNode columns =
        ContractDetails.version(CrdYaml.crd(Canary.class)).path("additionalPrinterColumns");
    assertThat(columns.valueStream().map(column -> column.path("name").asText()))
        .containsExactly(
            "Status",
            "Weight",
            "Suspended",
            "FailedChecks",
            "Interval",
            "Mirror",
            "StepWeight",
            "StepWeights",
            "MaxWeight",
            "LastTransitionTime",
            "Reason",
            "Step",
            "Revision");
    assertThat(
            columns
                .valueStream()
                .filter(column -> column.path("priority").asInt() == 0)
                .map(column -> column.path("name").asText()))
        .as("without -o wide")
        .containsExactly("Status", "Weight", "LastTransitionTime", "Reason");
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void isListedWithAllAndHasAShortName(Class<? extends CustomResource<?, ?>> kind) {
    JsonNode names = CrdYaml.crd(kind).at("/spec/names");
    assertThat(names.path("categories").valueStream().map(JsonNode::asText)).containsExactly("all");
    assertThat(names.path("shortNames")).hasSize(1);
    assertThat(ContractDetails.version(CrdYaml.crd(kind)).path("subresources").has("status"))
        .isTrue();
  }

  @Test
  @Tag("A1.1")
  void leavesOutTheDeprecatedAliasThatFlaggersSchemaDrops() {
    assertThat(Schemas.fields(CrdYaml.schema(Canary.class)))
        .doesNotContainKey("spec.canaryAnalysis");
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void travelsWithTheClasses(Class<? extends CustomResource<?, ?>> kind) throws IOException {
    String name = CustomResource.getCRDName(kind) + ".yaml";
    try (InputStream resource =
        Objects.requireNonNull(Canary.class.getResourceAsStream("/META-INF/sluice/crds/" + name))) {
      assertThat(new String(resource.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(CrdYaml.files().get(name));
    }
  }
}
