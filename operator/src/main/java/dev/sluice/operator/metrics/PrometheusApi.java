package dev.sluice.operator.metrics;

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

/** Requests to one Prometheus, under its credentials and one deadline. */
final class PrometheusApi {
  /** Longer ones are sent as a form, because servers and proxies limit the length of a URL. */
  private static final int LONGEST_URL = 2_000;

  private final OkHttpClient client;
  private final PrometheusServer server;
  private final HttpUrl address;
  private final Duration timeout;

  private PrometheusApi(
      OkHttpClient client, PrometheusServer server, HttpUrl address, Duration timeout) {
    this.client = client.newBuilder().callTimeout(timeout).build();
    this.server = server;
    this.address = address;
    this.timeout = timeout;
  }

  /**
   * @param timeout of a whole call
   * @throws ProblemException when the address or its certificates are wrong
   */
  static PrometheusApi of(TrustingClients clients, PrometheusServer server, Duration timeout) {
    HttpUrl address = HttpUrl.parse(server.address());
    if (address == null) {
      throw new ProblemException(
          "MetricsAddressInvalid",
          "prometheus address %s is not a valid URL; write for example http://prometheus:9090"
              .formatted(server.address()));
    }
    OkHttpClient client =
        clients.of(address, server.insecureSkipVerify(), server.credentials().caPem());
    return new PrometheusApi(client, server, address, timeout);
  }

  /**
   * Asks.
   *
   * @param endpoint below {@code /api/v1/}
   * @throws IOException when no answer came; see {@link #explain}
   * @throws IllegalArgumentException when a header has characters that HTTP does not allow
   */
  Response ask(String endpoint, Map<String, String> parameters) throws IOException {
    HttpUrl url = url(endpoint);
    HttpUrl.Builder full = url.newBuilder();
    parameters.forEach(full::addQueryParameter);
    String text = full.build().toString();
    Request.Builder request = new Request.Builder();
    if (text.length() <= LONGEST_URL) {
      request.url(text);
    } else {
      FormBody.Builder form = new FormBody.Builder();
      parameters.forEach(form::add);
      request.url(url).post(form.build());
    }
    for (Map.Entry<String, List<String>> header : server.headers().entrySet()) {
      header.getValue().forEach(value -> request.addHeader(header.getKey(), value));
    }
    String authorization = server.credentials().authorizationFor(address);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return Calls.execute(client, request.build());
  }

  HttpUrl url(String endpoint) {
    return address.newBuilder().addPathSegments("api/v1/" + endpoint).build();
  }

  /** Words for a call that got no answer, or half of one. */
  String explain(IOException trouble) {
    return NetworkTrouble.explain(trouble, address, timeout);
  }

  /** Words for an {@link IllegalArgumentException} of {@link #ask}. */
  String headerRefused() {
    return "a header for %s has characters that HTTP does not allow; check headers and secret"
        .formatted(host());
  }

  String host() {
    return address.host() + ":" + address.port();
  }
}
