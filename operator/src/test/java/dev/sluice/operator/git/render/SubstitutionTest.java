package dev.sluice.operator.git.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.kube.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SubstitutionTest {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "region", "eu-1",
          "empty", "",
          "n", "3",
          "on", "true",
          "list", "[a, 1]",
          "sly", "x\nkind: Secret",
          "quoted", "\"3\"");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ${region}                | eu-1
          a-${region}-${n}         | a-eu-1-3
          ${region:=us}            | eu-1
          ${other:=us}             | us
          ${other:-us}             | us
          ${other:=}               | ''
          ${other=us}              | us
          ${other-us}              | us
          ${empty:=us}             | us
          ${other:=${region}-x}    | eu-1-x
          ${other:=${more:=y}}     | y
          ${region:3}              | 1
          ${region:0:2}            | eu
          ${region:9:9}            | ''
          ${region:1:99999999999}  | u-1
          ${region/-/_}            | eu_1
          ${region//[a-z]/x}       | eu-1
          ${list//a/$1}            | '[$1, 1]'
          ${region/u}              | e-1
          ${region^}               | Eu-1
          ${region^^}              | EU-1
          ${region,,}              | eu-1
          $${region}               | ${region}
          $$${region}              | '$${region}'
          a$${other:=x}b           | a${other:=x}b
          $region $(x) $1 $        | $region $(x) $1 $
          """)
  void fillsTextsAsFluxDoes(String text, String filled) {
    assertThat(new Template(VARIABLES, "a.yaml").fill(text)).isEqualTo(filled);
  }

  @Test
  void namesFileObjectAndVariableWhenOneIsNotDefined() {
    expect(
        "a: ${other}",
        "VariableUndefined",
        "deploy/a.yaml: Thing one uses ${other}, which spec.substitute does not have: add it, give"
            + " it a default as in ${other:=value}, or write $${other} for a text that is meant"
            + " so");
    expect("a: ${other^^}", "VariableUndefined", "uses ${other}");
    expect(
        "a: '${1}'",
        "VariableInvalid", "deploy/a.yaml: Thing one: ${1} is no variable; write $${ for");
    expect("a: '${region'", "VariableInvalid", "${region has no closing brace");
    expect("a: '${region#e}'", "VariableInvalid", "${region#e} is not understood");
    expect(
        "a: '%s'".formatted("${x:=".repeat(50) + "}".repeat(50)),
        "VariableInvalid",
        "is no variable");
  }

  @Test
  void putsNumbersTruthsAndListsWhereAVariableStandsForThem() {
    JsonNode spec =
        substituted(
                """
                replicas: ${n}
                port: 80${n}
                paused: "${on}"
                hosts: ${list}
                name: v${n}.x
                text: "${quoted}"
                sly: ${sly}
                color: '#${n}'
                words: "${n} pods"
                nothing: ${empty}
                ${region}: ${region}
                """)
            .path("spec");
    assertThat(spec.path("replicas").isInt()).isTrue();
    assertThat(spec.path("port").asInt()).isEqualTo(803);
    assertThat(spec.path("port").isInt()).isTrue();
    assertThat(spec.path("paused").isBoolean()).isTrue();
    assertThat(spec.path("hosts").toString()).isEqualTo("[\"a\",1]");
    assertThat(spec.path("name").asText()).isEqualTo("v3.x");
    assertThat(spec.path("text").isTextual()).isTrue();
    assertThat(spec.path("text").asText()).isEqualTo("3");
    assertThat(spec.path("sly").asText()).as("changes nothing else").isEqualTo("x\nkind: Secret");
    assertThat(spec.path("color").asText()).isEqualTo("#3");
    assertThat(spec.path("words").asText()).isEqualTo("3 pods");
    assertThat(spec.path("nothing").asText()).isEmpty();
    assertThat(spec.path("nothing").isTextual()).isTrue();
    assertThat(spec.path("eu-1").asText()).isEqualTo("eu-1");
  }

  @Test
  void leavesTextsWhereKubernetesWantsNothingElse() {
    JsonNode spec =
        substituted(
                """
                labels: {a: "${n}"}
                matchLabels: {a: "${on}"}
                env: [{name: A, value: "${n}"}]
                args: ["${n}"]
                data: {a: "${n}"}
                """)
            .path("spec");
    assertThat(spec.path("labels").path("a").isTextual()).isTrue();
    assertThat(spec.path("matchLabels").path("a").isTextual()).isTrue();
    assertThat(spec.path("env").path(0).path("value").isTextual()).isTrue();
    assertThat(spec.path("args").path(0).isTextual()).isTrue();
    assertThat(spec.path("data").path("a").isTextual()).isTrue();
  }

  @Test
  void leavesObjectsAloneThatSaySo() {
    for (String map : List.of("labels", "annotations")) {
      Manifest manifest =
          manifest(
              "apiVersion: v1\nkind: Thing\nmetadata: {name: one, %s: {kustomize.toolkit.fluxcd.io/substitute: Disabled}}\na: ${other}"
                  .formatted(map));
      assertThat(new Substitution(VARIABLES).apply(List.of(manifest))).containsExactly(manifest);
    }
  }

  private static void expect(String spec, String reason, String message) {
    assertThatThrownBy(() -> substituted(spec))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  private static ObjectNode substituted(String spec) {
    Manifest manifest =
        manifest("apiVersion: v1\nkind: Thing\nmetadata: {name: one}\nspec:\n" + spec.indent(2));
    return new Substitution(VARIABLES).apply(List.of(manifest)).getFirst().object();
  }

  private static Manifest manifest(String yaml) {
    JsonNode object = Yaml.read(yaml.getBytes(StandardCharsets.UTF_8), "deploy/a.yaml").getFirst();
    return new Manifest((ObjectNode) object, "deploy/a.yaml", List.of("deploy/a.yaml"));
  }
}
