package dev.sluice.operator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A2")
final class FingerprintTest {
  /** Each with what Go's json.Marshal and sha256 make of it. */
  @Test
  void configsHaveFlaggersFingerprint() {
    assertThat(config(Map.of("a", "1"))).isEqualTo(sha256("{\"a\":\"1\"}"));
    var unordered = new LinkedHashMap<String, String>();
    unordered.put("b", "x");
    unordered.put("a", "<a href=\"x\">&\u2028");
    assertThat(config(unordered))
        .isEqualTo(sha256("{\"a\":\"\\u003ca href=\\\"x\\\"\\u003e\\u0026\\u2028\",\"b\":\"x\"}"));
    assertThat(config(Map.of())).isEqualTo(sha256("null"));
    assertThat(Fingerprint.config(new SecretBuilder().addToData("password", "czNjcjN0").build()))
        .isEqualTo(sha256("{\"password\":\"czNjcjN0\"}"));
  }

  @Test
  void binaryDataCounts() {
    assertThat(Fingerprint.config(new ConfigMapBuilder().addToBinaryData("a", "AA==").build()))
        .isNotEqualTo(
            Fingerprint.config(new ConfigMapBuilder().addToBinaryData("a", "AQ==").build()));
  }

  @Test
  void theOrderOfFieldsDoesNotMatterAndEverythingElseDoes() {
    var one =
        Fixture.yaml(
            "{metadata: {labels: {a: b, c: d}}, spec: {containers: [{name: x, image: y}]}}",
            PodTemplateSpec.class);
    var same =
        Fixture.yaml(
            "{spec: {containers: [{image: y, name: x}]}, metadata: {labels: {c: d, a: b}}}",
            PodTemplateSpec.class);
    assertThat(Fingerprint.revision(one, Map.of()))
        .isEqualTo(Fingerprint.revision(same, Map.of()))
        .satisfies(id -> assertThat(Revision.isId(id)).isTrue());
    for (var other :
        List.of(
            "{metadata: {labels: {a: b, c: e}}, spec: {containers: [{name: x, image: y}]}}",
            "{metadata: {labels: {a: b, c: d}}, spec: {containers: [{name: x, image: z}]}}",
            "{metadata: {labels: {a: b, c: d}}, spec: {containers: [{name: x, image: y}], futureField: 1}}",
            "{metadata: {labels: {a: b, c: d}}, spec: {containers: [{name: x, image: y}], volumes: [{name: v, emptyDir: {}}]}}")) {
      assertThat(Fingerprint.revision(Fixture.yaml(other, PodTemplateSpec.class), Map.of()))
          .isNotEqualTo(Fingerprint.revision(one, Map.of()));
    }
    assertThat(Fingerprint.revision(one, Map.of("configmap/a", "1")))
        .isNotEqualTo(Fingerprint.revision(one, Map.of()));
  }

  @Test
  void flaggersHashesAreToldFromOurs() {
    assertThat(Revision.isId("5978589476")).isFalse();
    assertThat(Revision.isId("xd5c4bff8")).isFalse();
  }

  private static String config(Map<String, String> data) {
    return Fingerprint.config(new ConfigMapBuilder().withData(data).build());
  }

  private static String sha256(String json) {
    try {
      var digest =
          java.security.MessageDigest.getInstance("SHA-256")
              .digest(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return java.util.HexFormat.of().formatHex(digest, 0, 8);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
