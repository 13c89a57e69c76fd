package dev.sluice.crds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** How manifests are read and written. */
class RecordsTest {
  static final List<Class<? extends CustomResource<?, ?>>> KINDS = CrdYaml.KINDS;

  @ParameterizedTest
  @CsvSource({
    "10, 10",
    "1.5, 1",
    "99.9, 99",
    "-0.5, 0",
    "1e2, 100",
    "2147483647, 2147483647",
    "2147483648, 2147483647",
    "1e300, 2147483647",
    "-99999999999, -2147483648",
  })
  void readsAnyNumberAsACountRatherThanStoppingTheWatch(String number, int count) {
    AnalysisSpec analysis =
        analysis("{'stepWeight': %1$s, 'stepWeights': [%1$s]}".formatted(number));
    assertThat(analysis.stepWeight()).isEqualTo(count);
    assertThat(analysis.stepWeights()).containsExactly(count);
  }

  @Test
  void refusesWhatIsNoNumber() {
    assertThatThrownBy(() -> analysis("{'stepWeight': [1]}"))
        .rootCause()
        .hasMessageContaining("stepWeight");
  }

  @Test
  void keepsFractionsOfMetrics() {
    AnalysisSpec analysis =
        analysis("{'metrics': [{'name': 'a', 'thresholdRange': {'min': 99.95}}]}");
    assertThat(Objects.requireNonNull(analysis.metrics().get(0).thresholdRange()).min())
        .isEqualTo(99.95);
  }

  @Test
  void ignoresFieldsOfANewerRelease() {
    assertThat(analysis("{'stepWeight': 5, 'invented': {'a': 1}}").stepWeight()).isEqualTo(5);
  }

  @Test
  void readsACanaryWithoutASpec() {
    Canary canary = CrdYaml.KUBERNETES.unmarshal("metadata: {name: a}", Canary.class);
    assertThat(canary.getSpec()).isNull();
    assertThat(canary.getStatus()).isNull();
  }

  @Test
  void readsAbsentListsAsEmptyAndWritesThemAbsent() {
    AnalysisSpec analysis = analysis("{'interval': '1m'}");
    assertThat(analysis.stepWeights()).isEmpty();
    assertThat(analysis.metrics()).isEmpty();
    assertThat(CrdYaml.KUBERNETES.asJson(analysis)).isEqualTo("{\"interval\":\"1m\"}");
  }

  @Test
  void writesEmptyListsAndMapsThatAPersonWrote() {
    AnalysisSpec analysis = analysis("{'stepWeights': [], 'match': [{'headers': {}}]}");
    assertThat(CrdYaml.KUBERNETES.asJson(analysis))
        .isEqualTo("{\"stepWeights\":[],\"match\":[{\"headers\":{}}]}");
  }

  /** Objects with all the fields of our schema, also those that Flagger does not have. */
  @ParameterizedTest
  @FieldSource("KINDS")
  void losesNoFieldOfTheSchema(Class<? extends CustomResource<?, ?>> kind) {
    JsonNode schema = CrdYaml.schema(kind);
    for (String field : Schemas.fields(schema).keySet()) {
      JsonNode object = new Instances(0, field).next(schema);
      assertThat(Schemas.fieldsIn(schema, object)).contains(field);
      assertThat(RoundTrip.losses(kind, object)).as("%s", object).isEmpty();
    }
  }

  private static AnalysisSpec analysis(String singleQuoted) {
    return CrdYaml.KUBERNETES.unmarshal(singleQuoted.replace('\'', '"'), AnalysisSpec.class);
  }
}
