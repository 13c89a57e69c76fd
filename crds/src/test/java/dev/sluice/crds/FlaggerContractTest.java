package dev.sluice.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.CustomResource;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Whatever Flagger's CRDs admit, ours admit, and nothing of it is lost. */
@Tag("A1")
class FlaggerContractTest {
  static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(Canary.class, MetricTemplate.class, AlertProvider.class);

  private static final int OBJECTS_FOR_EACH_FIELD = 3;

  @ParameterizedTest
  @FieldSource("KINDS")
  void admitsFieldByFieldWhatFlaggerAdmits(Class<? extends CustomResource<?, ?>> kind) {
    JsonNode theirs = FlaggerContract.schema(kind);
    assertThat(Containment.differences(theirs, CrdYaml.schema(kind)))
        .as("fields of Flagger's %s that ours would refuse, drop or change", kind.getSimpleName())
        .isEmpty();
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void keepsNamesScopeAndColumns(Class<? extends CustomResource<?, ?>> kind) {
    JsonNode theirs = FlaggerContract.crd(kind);
    JsonNode ours = CrdYaml.crd(kind);
    for (String same :
        List.of("/spec/group", "/spec/scope", "/metadata/name", "/metadata/annotations")) {
      assertThat(ours.at(same)).as(same).isEqualTo(theirs.at(same));
    }
    theirs
        .at("/spec/names")
        .properties()
        .forEach(
            name ->
                assertThat(ours.at("/spec/names").path(name.getKey())).isEqualTo(name.getValue()));
    for (String same : List.of("name", "served", "storage", "subresources")) {
      assertThat(ContractDetails.version(ours).path(same))
          .as(same)
          .isEqualTo(ContractDetails.version(theirs).path(same));
    }
    assertThat(columns(ours)).startsWith(columns(theirs).toArray(String[]::new));
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void admitsAndKeepsObjectsThatFlaggerAdmits(Class<? extends CustomResource<?, ?>> kind) {
    JsonNode schema = FlaggerContract.schema(kind);
    Admission theirs = new Admission(schema);
    Admission ours = new Admission(CrdYaml.schema(kind));
    for (String field : Schemas.fields(schema).keySet()) {
      int admitted = 0;
      for (long seed = 0; admitted < OBJECTS_FOR_EACH_FIELD; seed++) {
        JsonNode object = new Instances(seed, field).next(schema);
        if (!theirs.refusals(object).isEmpty()) {
          continue;
        }
        admitted++;
        assertThat(Schemas.fieldsIn(schema, object)).contains(field);
        assertThat(ours.refusals(object)).as("%s", object).isEmpty();
        assertThat(RoundTrip.losses(kind, object)).as("%s", object).isEmpty();
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> admitsAndKeepsFlaggersExamples() {
    Admission admission = new Admission(CrdYaml.schema(Canary.class));
    return FlaggerContract.examples().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(), () -> admitAndKeep(admission, file)));
  }

  private static void admitAndKeep(Admission admission, Path file) {
    JsonNode example = CrdYaml.KUBERNETES.unmarshal(FlaggerContract.read(file), JsonNode.class);
    assertThat(admission.refusals(example)).isEmpty();
    assertThat(RoundTrip.losses(Canary.class, example)).isEmpty();
  }

  private static List<String> columns(JsonNode crd) {
    return ContractDetails.version(crd)
        .path("additionalPrinterColumns")
        .valueStream()
        .map(
            column ->
                String.join(
                    " ",
                    column.path("name").asText(),
                    column.path("type").asText(),
                    column.path("jsonPath").asText(),
                    column.path("priority").asText("0")))
        .toList();
  }
}
