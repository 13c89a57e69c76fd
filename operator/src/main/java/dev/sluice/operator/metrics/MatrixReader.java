package dev.sluice.operator.metrics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.analysis.counting.NativeHistogram;
import dev.sluice.analysis.counting.SeriesReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a matrix of Prometheus as it comes, one series in memory at a time
 * (https://prometheus.io/docs/prometheus/latest/querying/api/#range-vectors).
 */
final class MatrixReader {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser json;
  private final SeriesReceiver into;
  private final Limits limits;
  private long samples;
  private int series;
  private String warning = "";
  private String error = "";
  private boolean success;

  /** Labels, in use again and again. */
  private final Map<String, String> words = new TreeMap<>();

  private MatrixReader(JsonParser json, SeriesReceiver into, Limits limits) {
    this.json = json;
    this.into = into;
    this.limits = limits;
  }

  /**
   * What is taken.
   *
   * @param after samples up to this time, in milliseconds since 1970, are left out
   */
  record Limits(long after, int mostSeries, int mostSamples) {}

  /** The answer is none that can be used. */
  static final class UnusableException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message continues a sentence
     */
    UnusableException(String message) {
      super(message);
    }
  }

  /** The answer has more series or samples than are taken. */
  static final class TooManyException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyException() {
      super("too many samples");
    }
  }

  /**
   * Reads it all.
   *
   * @throws TooManyException when there are more
   * @throws UnusableException when it is no complete matrix
   * @throws IOException when it is no JSON, or the connection breaks
   */
  static void read(InputStream answer, SeriesReceiver into, Limits limits) throws IOException {
    try (JsonParser json = JSON.createParser(answer)) {
      new MatrixReader(json, into, limits).read();
    }
  }

  private void read() throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "status" -> success = json.getText().equals("success");
        case "error" -> error = json.getText();
        case "warnings" -> warnings(value);
        case "data" -> data(value);
        default -> json.skipChildren();
      }
    }
    if (!success) {
      throw new UnusableException(error.isEmpty() ? "answered without success" : error);
    }
    if (!warning.isEmpty()) {
      throw new UnusableException(
          "answered with a warning (%s), so that its counts may not be complete"
              .formatted(warning));
    }
  }

  private void warnings(JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (warning.isEmpty()) {
        warning = json.getText();
      }
      json.skipChildren();
    }
  }

  private void data(JsonToken value) throws IOException {
    expect(value, JsonToken.START_OBJECT);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken content = json.nextToken();
      switch (field) {
        case "resultType" -> {
          if (!json.getText().equals("matrix")) {
            throw new UnusableException(
                "answered with a %s where series belong".formatted(json.getText()));
          }
        }
        case "result" -> {
          expect(content, JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            series();
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private void series() throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT);
    Map<String, String> labels = Map.of();
    SampleBuffer numbers = new SampleBuffer();
    SampleBuffer times = new SampleBuffer();
    List<NativeHistogram> histograms = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "metric" -> labels = labels(value);
        case "values" -> numbers(value, numbers);
        case "histograms" -> histograms(value, times, histograms);
        default -> json.skipChildren();
      }
    }
    if (++series > limits.mostSeries()) {
      throw new TooManyException();
    }
    if (!numbers.isEmpty()) {
      into.numbers(labels, numbers.times(), numbers.values());
    }
    if (!histograms.isEmpty()) {
      into.histograms(labels, times.times(), histograms);
    }
  }

  private Map<String, String> labels(JsonToken value) throws IOException {
    expect(value, JsonToken.START_OBJECT);
    Map<String, String> labels = new TreeMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = word(json.currentName());
      json.nextToken();
      labels.put(name, word(json.getText()));
    }
    return labels;
  }

  private String word(String text) {
    return words.computeIfAbsent(text, word -> word);
  }

  /** Pairs of time and number. */
  private void numbers(JsonToken value, SampleBuffer numbers) throws IOException {
    expect(value, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.START_ARRAY);
      long time = time();
      json.nextToken();
      double number = number();
      if (time > limits.after()) {
        numbers.add(time, number);
      }
      expect(json.nextToken(), JsonToken.END_ARRAY);
      count(1);
    }
  }

  private void count(int more) throws TooManyException {
    samples += more;
    if (samples > limits.mostSamples()) {
      throw new TooManyException();
    }
  }

  private long time() throws IOException {
    json.nextToken();
    return Math.round(json.getDoubleValue() * 1000);
  }

  private double number() throws IOException {
    String text = json.getText();
    try {
      return switch (text) {
        case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
        case "-Inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(text);
      };
    } catch (NumberFormatException e) {
      throw new UnusableException("answered \"%s\" where a number belongs".formatted(text));
    }
  }

  /** Pairs of time and histogram. */
  private void histograms(JsonToken value, SampleBuffer times, List<NativeHistogram> into)
      throws IOException {
    expect(value, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.START_ARRAY);
      long time = time();
      expect(json.nextToken(), JsonToken.START_OBJECT);
      NativeHistogram histogram = histogram();
      if (time > limits.after()) {
        times.add(time, 0);
        into.add(histogram);
      }
      expect(json.nextToken(), JsonToken.END_ARRAY);
    }
  }

  private NativeHistogram histogram() throws IOException {
    double count = 0;
    List<double[]> buckets = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "count" -> count = number();
        case "buckets" -> buckets(value, buckets);
        default -> json.skipChildren();
      }
    }
    count(1 + buckets.size());
    return new NativeHistogram(
        count,
        buckets.stream().mapToDouble(bucket -> bucket[0]).toArray(),
        buckets.stream().mapToDouble(bucket -> bucket[1]).toArray(),
        buckets.stream().mapToDouble(bucket -> bucket[2]).toArray());
  }

  /** Each is a rule about its ends, the lower end, the upper end, and the count. */
  private void buckets(JsonToken value, List<double[]> buckets) throws IOException {
    expect(value, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.START_ARRAY);
      json.nextToken();
      double[] bucket = new double[3];
      for (int i = 0; i < bucket.length; i++) {
        json.nextToken();
        bucket[i] = number();
      }
      buckets.add(bucket);
      expect(json.nextToken(), JsonToken.END_ARRAY);
    }
  }

  private static void expect(JsonToken found, JsonToken expected) throws UnusableException {
    if (found != expected) {
      throw new UnusableException("does not answer as a Prometheus does");
    }
  }
}
