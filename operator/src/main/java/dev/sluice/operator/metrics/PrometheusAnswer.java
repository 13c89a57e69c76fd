package dev.sluice.operator.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.analysis.Sample;
import okhttp3.HttpUrl;

/**
 * Reads the answer to an instant query
 * (https://prometheus.io/docs/prometheus/latest/querying/api/). One number is a value; none, or
 * NaN, is no data; several are an error, because nobody could say which one was judged.
 */
final class PrometheusAnswer {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST_EXCERPT = 200;

  private PrometheusAnswer() {}

  static Sample read(int status, String body, HttpUrl api) {
    JsonNode answer = json(body);
    String server = api.host() + ":" + api.port();
    if (answer.path("status").asText().equals("error")) {
      return new Sample.Failed(
          "Prometheus at %s refused the query: %s: %s"
              .formatted(
                  server,
                  answer.path("errorType").asText(),
                  excerpt(answer.path("error").asText())));
    }
    if (status >= 300) {
      return new Sample.Failed(httpError(status, body, api, server));
    }
    if (!answer.path("status").asText().equals("success")) {
      return new Sample.Failed(
          "%s does not answer as a Prometheus does (\"%s\"); check the address"
              .formatted(server, excerpt(body)));
    }
    JsonNode result = answer.path("data").path("result");
    return switch (answer.path("data").path("resultType").asText()) {
      case "scalar" -> number(result, server);
      case "vector" -> vector(result, server);
      case "matrix" ->
          result.isEmpty()
              ? Sample.NoData.NONE_FOUND
              : several("a range of values; drop the [range] or wrap it in a function");
      default ->
          new Sample.Failed(
              "the query's result is a %s, not a number"
                  .formatted(answer.path("data").path("resultType").asText("nothing")));
    };
  }

  private static Sample vector(JsonNode result, String server) {
    if (result.isEmpty()) {
      return Sample.NoData.NONE_FOUND;
    }
    if (result.size() > 1) {
      return several("%d series; aggregate them, for example with sum()".formatted(result.size()));
    }
    return number(result.path(0).path("value"), server);
  }

  private static Sample several(String what) {
    return new Sample.Failed("query returned multiple values: " + what);
  }

  /** A pair of time and number, the number as text. */
  private static Sample number(JsonNode pair, String server) {
    String text = pair.path(1).asText();
    try {
      double value =
          switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
          };
      return Double.isNaN(value) ? Sample.NoData.NONE_FOUND : new Sample.Value(value);
    } catch (NumberFormatException e) {
      return new Sample.Failed(
          "%s answered \"%s\" where a number belongs; check that it is a Prometheus"
              .formatted(server, excerpt(text)));
    }
  }

  private static String httpError(int status, String body, HttpUrl api, String server) {
    return switch (status) {
      case 401, 403 ->
          "%s refused the credentials (HTTP %d); check the provider's secret, or the operator's --metrics-server-* options"
              .formatted(server, status);
      case 404 ->
          "%s has nothing at %s (HTTP 404); check the address and its path"
              .formatted(server, api.encodedPath());
      default ->
          "%s answered HTTP %d (\"%s\"); check that server"
              .formatted(server, status, excerpt(body));
    };
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  private static String excerpt(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_EXCERPT ? line : line.substring(0, LONGEST_EXCERPT) + "…";
  }
}
