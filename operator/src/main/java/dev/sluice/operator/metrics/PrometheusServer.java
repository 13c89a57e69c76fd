package dev.sluice.operator.metrics;

import dev.sluice.operator.http.Credentials;
import java.util.List;
import java.util.Map;

/**
 * A Prometheus, or what speaks its API.
 *
 * @param address without {@code /api/v1}, for example {@code http://prometheus:9090/prefix}
 * @param headers sent with every query, for example a tenant
 * @param insecureSkipVerify whether the server's certificate is not checked
 */
public record PrometheusServer(
    String address,
    Credentials credentials,
    Map<String, List<String>> headers,
    boolean insecureSkipVerify) {
  public PrometheusServer {
    headers = Map.copyOf(headers);
  }

  /** Open to everybody. */
  public static PrometheusServer at(String address) {
    return new PrometheusServer(address, Credentials.NONE, Map.of(), false);
  }
}
