package dev.sluice.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.operator.metrics.QueryTemplate.RenderException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("A10.2")
final class QueryTemplateTest {
  private static final TemplateModel MODEL =
      new TemplateModel(
          "podinfo",
          "test",
          "podinfo-app",
          "podinfo-svc",
          "podinfo-ing",
          "podinfo-route",
          "1m",
          Map.of("code", "5..", "with-dash", "d", "quote", "a$1\\b"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "up{job=\"x\"}|up{job=\"x\"}",
        "{{ name }}.{{ namespace }}|podinfo.test",
        "{{target}}-{{service}}-{{ingress}}-{{route}}|podinfo-app-podinfo-svc-podinfo-ing-podinfo-route",
        "rate(x[{{ interval }}])|rate(x[1m])",
        "{{ variables.code }}|5..",
        "{{ index variables \"with-dash\" }}|d",
        "{{ index variables `code` }}|5..",
        "{{variables.quote}}|a$1\\b",
        "a {{- target -}} b|apodinfo-appb",
        "a {{ target -}} b|a podinfo-appb",
        "a {{- target }} b|apodinfo-app b",
        "a{{/* }} no {{ */}}b|ab",
        "a {{- /* gone */ -}} b|ab",
        "{{ \"{{\" }}x{{ `}}` }}|{{x}}",
        "{{ \"a\\\"b\" }}|a\"b",
        "{{ target }}{{ target }}|podinfo-apppodinfo-app",
        "a }} b|a }} b",
      })
  void rendersAsGoDoes(String template, String expected) throws RenderException {
    assertThat(QueryTemplate.render(template, MODEL)).isEqualTo(expected);
  }

  @Test
  void trimsAndKeepsNewlines() throws RenderException {
    assertThat(QueryTemplate.render("a\n{{-\ntarget\n-}}\n\tb\n{{ name }}\n", MODEL))
        .isEqualTo("apodinfo-appb\npodinfo\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{ target|line 1: {{ is not closed by }}",
        "{{|line 1: {{ is not closed by }}",
        "{{ }}|line 1: nothing between {{ and }}",
        "{{ variables }}|line 1: variables needs a key: {{ variables.<key> }}",
        "{{ variables.nope }}|line 1: the variable \"nope\" is not set; add it to the metric's"
            + " templateVariables",
        "{{ index variables \"nope\" }}|line 1: the variable \"nope\" is not set; add it to the"
            + " metric's templateVariables",
        "{{ foo }}|line 1: function \"foo\" is not known; there are name, namespace, target, arm,"
            + " service, ingress, route, interval and variables.<key>",
        "{{ .Target }}|line 1: {{ .Target }} is more than a query template can do; it can name"
            + " name, namespace, target, arm, service, ingress, route, interval and"
            + " variables.<key>",
        "{{ if target }}|line 1: {{ if target }} is more than a query template can do; it can name"
            + " name, namespace, target, arm, service, ingress, route, interval and"
            + " variables.<key>",
        "{{-target }}|line 1: {{ -target }} is more than a query template can do; it can name name,"
            + " namespace, target, arm, service, ingress, route, interval and variables.<key>",
      })
  void saysWhatIsWrong(String template, String message) {
    assertThatExceptionOfType(RenderException.class)
        .isThrownBy(() -> QueryTemplate.render(template, MODEL))
        .withMessage(message);
  }

  @Test
  void pipelinesAreRefused() {
    assertThatExceptionOfType(RenderException.class)
        .isThrownBy(() -> QueryTemplate.render("a\nb {{ target | printf \"%s\" }}", MODEL))
        .withMessageStartingWith("line 2: {{ target | printf \"%s\" }} is more than");
  }

  @Test
  void anIntervalThatIsNotSetIsTold() {
    TemplateModel raw = new TemplateModel("a", "b", "c", "d", "e", "f", "", Map.of());
    assertThatExceptionOfType(RenderException.class)
        .isThrownBy(() -> QueryTemplate.render("rate(x[{{ interval }}])", raw))
        .withMessage("line 1: {{ interval }} has no value; set it for this metric, for example 1m");
  }
}
