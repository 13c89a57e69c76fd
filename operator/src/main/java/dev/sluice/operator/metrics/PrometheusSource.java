package dev.sluice.operator.metrics;

import dev.sluice.analysis.MetricSource;
import dev.sluice.analysis.Sample;
import dev.sluice.operator.http.Calls;
import dev.sluice.operator.http.NetworkTrouble;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Asks a Prometheus for the value that a query has now ({@code /api/v1/query}). */
final class PrometheusSource implements MetricSource {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Longer ones are sent as a form, because servers and proxies limit the length of a URL. */
  private static final int LONGEST_URL = 2_000;

  private static final int LARGEST_ANSWER = 1 << 20;

  private final OkHttpClient client;
  private final PrometheusServer server;
  private final HttpUrl api;
  private final Duration timeout;

  private PrometheusSource(
      OkHttpClient client, PrometheusServer server, HttpUrl api, Duration timeout) {
    this.client = client.newBuilder().callTimeout(timeout).build();
    this.server = server;
    this.api = api;
    this.timeout = timeout;
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
    HttpUrl address = HttpUrl.parse(server.address());
    if (address == null) {
      throw new ProblemException(
          "MetricsAddressInvalid",
          "prometheus address %s is not a valid URL; write for example http://prometheus:9090"
              .formatted(server.address()));
    }
    OkHttpClient client =
        clients.of(address, server.insecureSkipVerify(), server.credentials().caPem());
    return new PrometheusSource(
        client, server, address.newBuilder().addPathSegments("api/v1/query").build(), timeout);
  }

  @Override
  public Sample query(String query) {
    try (Response response = Calls.execute(client, request(query))) {
      String body = response.peekBody(LARGEST_ANSWER).string();
      return body.length() < LARGEST_ANSWER
          ? PrometheusAnswer.read(response.code(), body, api)
          : new Sample.Failed(
              "the answer of %s is larger than 1 MiB; aggregate the query to one value"
                  .formatted(host()));
    } catch (IOException e) {
      return new Sample.Failed(NetworkTrouble.explain(e, api, timeout));
    } catch (IllegalArgumentException e) {
      return new Sample.Failed(
          "a header for %s has characters that HTTP does not allow; check headers and secret"
              .formatted(host()));
    }
  }

  private String host() {
    return api.host() + ":" + api.port();
  }

  private Request request(String query) {
    HttpUrl url = api.newBuilder().addQueryParameter("query", query).build();
    Request.Builder request =
        url.toString().length() <= LONGEST_URL
            ? new Request.Builder().url(url)
            : new Request.Builder()
                .url(api)
                .post(new FormBody.Builder().add("query", query).build());
    for (Map.Entry<String, List<String>> header : server.headers().entrySet()) {
      header.getValue().forEach(value -> request.addHeader(header.getKey(), value));
    }
    String authorization = server.credentials().authorizationFor(api);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request.build();
  }
}
