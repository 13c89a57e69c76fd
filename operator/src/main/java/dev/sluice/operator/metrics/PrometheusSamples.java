package dev.sluice.operator.metrics;

import dev.sluice.analysis.Sample;
import dev.sluice.analysis.counting.NativeHistogram;
import dev.sluice.analysis.counting.SampleSource;
import dev.sluice.analysis.counting.SeriesReceiver;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.SocketTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Raw samples of a Prometheus: an instant query of {@code selector[range]}, which hands out what
 * was scraped, as it was scraped. {@code rate()} and {@code increase()} extrapolate, and lose the
 * first sample of a new series (https://github.com/prometheus/prometheus/issues/3746).
 */
final class PrometheusSamples implements SampleSource {
  /** Of one answer; 16 bytes each. */
  private static final int MOST_SAMPLES = 2_000_000;

  /** Of one answer; what is remembered of each is its labels and its last sample. */
  private static final int MOST_SERIES = 50_000;

  private static final int LARGEST_ERROR = 1 << 16;

  private final PrometheusApi api;

  private PrometheusSamples(PrometheusApi api) {
    this.api = api;
  }

  /**
   * A source.
   *
   * @param timeout of one question with its answer
   * @throws ProblemException when the address or its certificates are wrong
   */
  static PrometheusSamples of(TrustingClients clients, PrometheusServer server, Duration timeout) {
    return new PrometheusSamples(PrometheusApi.of(clients, server, timeout));
  }

  @Override
  public Fetched samples(String selector, Instant from, Instant to, SeriesReceiver into) {
    long range = Duration.between(from, to).toMillis();
    Map<String, String> question =
        Map.of("query", "%s[%dms]".formatted(selector, range), "time", seconds(to));
    return ask("query", question, selector, from.toEpochMilli(), into);
  }

  @Override
  public Fetched values(
      String query, Instant first, Instant last, Duration step, ValueReceiver into) {
    Map<String, String> question =
        Map.of(
            "query", query,
            "start", seconds(first),
            "end", seconds(last),
            "step", BigDecimal.valueOf(step.toMillis(), 3).toPlainString());
    OneSeries one = new OneSeries(into);
    Fetched fetched = ask("query_range", question, query, Long.MIN_VALUE, one);
    return fetched instanceof Fetched.Complete && one.series.size() > 1
        ? new Fetched.Failed(
            "query returned multiple values: %d series; aggregate them, for example with sum()"
                .formatted(one.series.size()))
        : fetched;
  }

  private static String seconds(Instant time) {
    return BigDecimal.valueOf(time.toEpochMilli(), 3).toPlainString();
  }

  private Fetched ask(
      String endpoint, Map<String, String> question, String what, long after, SeriesReceiver into) {
    MatrixReader.Limits limits = new MatrixReader.Limits(after, MOST_SERIES, MOST_SAMPLES);
    try (Response response = api.ask(endpoint, question)) {
      if (!response.isSuccessful()) {
        return refused(endpoint, response, what);
      }
      try (InputStream body = response.body().byteStream()) {
        MatrixReader.read(body, into, limits);
      }
      return new Fetched.Complete(date(response));
    } catch (MatrixReader.TooManyException e) {
      return tooLarge(what);
    } catch (MatrixReader.UnusableException e) {
      return new Fetched.Failed("%s %s".formatted(api.host(), e.getMessage()));
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      return new Fetched.Failed(
          "%s does not answer as a Prometheus does; check the address".formatted(api.host()));
    } catch (IOException e) {
      return isSlow(e) ? new Fetched.TooLarge(api.explain(e)) : new Fetched.Failed(api.explain(e));
    } catch (IllegalArgumentException e) {
      return new Fetched.Failed(api.headerRefused());
    }
  }

  private static boolean isSlow(IOException e) {
    return e instanceof SocketTimeoutException || "timeout".equals(e.getMessage());
  }

  private Fetched tooLarge(String what) {
    return new Fetched.TooLarge(
        ("%s has more than %,d series or %,d samples in %s; drop labels that are not needed when"
                + " they are scraped (metric_relabel_configs), use native histograms, or measure at"
                + " the gateway")
            .formatted(what, MOST_SERIES, MOST_SAMPLES, api.host()));
  }

  private Fetched refused(String endpoint, Response response, String what) throws IOException {
    String body = response.peekBody(LARGEST_ERROR).string();
    if (body.contains("too many samples") || body.contains("query timed out")) {
      return tooLarge(what);
    }
    return switch (PrometheusAnswer.read(response.code(), body, api.url(endpoint))) {
      case Sample.Failed(String reason) -> new Fetched.Failed(reason);
      case Sample.NoData(String reason) -> new Fetched.Failed(reason);
      case Sample.Unasked(String reason) -> new Fetched.Failed(reason);
      case Sample.Value value -> new Fetched.Failed("HTTP " + response.code());
    };
  }

  /** The server's clock, to a second; a proxy may have left it out. */
  private static @Nullable Instant date(Response response) {
    String date = response.header("Date");
    try {
      return date == null
          ? null
          : ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Takes the values of a query that is to have one series. */
  private static final class OneSeries implements SeriesReceiver {
    private final ValueReceiver into;
    private final Set<Map<String, String>> series = new HashSet<>();

    OneSeries(ValueReceiver into) {
      this.into = into;
    }

    @Override
    public void numbers(Map<String, String> labels, long[] times, double[] values) {
      series.add(labels);
      for (int i = 0; i < times.length; i++) {
        if (!Double.isNaN(values[i])) {
          into.value(times[i], values[i]);
        }
      }
    }

    @Override
    public void histograms(Map<String, String> labels, long[] times, List<NativeHistogram> values) {
      series.add(labels);
    }
  }
}
