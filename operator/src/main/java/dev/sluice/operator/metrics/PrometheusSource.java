package dev.sluice.operator.metrics;

import dev.sluice.analysis.MetricSource;
import dev.sluice.analysis.Sample;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import okhttp3.Response;

/** Asks a Prometheus for the value that a query has now ({@code /api/v1/query}). */
final class PrometheusSource implements MetricSource {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final int LARGEST_ANSWER = 1 << 20;

  private final PrometheusApi api;

  private PrometheusSource(PrometheusApi api) {
    this.api = api;
  }

  /**
   * A source.
   *
   * @throws ProblemException when the address or its certificates are wrong
   */
  static PrometheusSource of(TrustingClients clients, PrometheusServer server) {
    return of(clients, server, TIMEOUT);
  }

  static PrometheusSource of(TrustingClients clients, PrometheusServer server, Duration timeout) {
    return new PrometheusSource(PrometheusApi.of(clients, server, timeout));
  }

  @Override
  public Sample query(String query) {
    try (Response response = api.ask("query", Map.of("query", query))) {
      String body = response.peekBody(LARGEST_ANSWER).string();
      return body.length() < LARGEST_ANSWER
          ? PrometheusAnswer.read(response.code(), body, api.url("query"))
          : new Sample.Failed(
              "the answer of %s is larger than 1 MiB; aggregate the query to one value"
                  .formatted(api.host()));
    } catch (IOException e) {
      return new Sample.Failed(api.explain(e));
    } catch (IllegalArgumentException e) {
      return new Sample.Failed(api.headerRefused());
    }
  }
}
