package dev.sluice.operator.server;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Counts what is asked of API servers, as {@code sluice_api_requests_total{cluster,method,status}};
 * status is {@code error} when there was no answer.
 */
public final class ApiRequestMetrics implements Interceptor {
  private final MeterRegistry registry;
  private final String cluster;

  /**
   * @param cluster whose API server is asked
   */
  public ApiRequestMetrics(MeterRegistry registry, String cluster) {
    this.registry = registry;
    this.cluster = cluster;
  }

  @Override
  public void after(
      HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> body) {
    count(request, Integer.toString(response.code()));
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    count(request, "error");
  }

  private void count(HttpRequest request, String status) {
    registry
        .counter(
            "sluice_api_requests", "cluster", cluster, "method", request.method(), "status", status)
        .increment();
  }
}
