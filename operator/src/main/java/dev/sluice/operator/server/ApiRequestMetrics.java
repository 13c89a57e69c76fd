package dev.sluice.operator.server;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Counts what is asked of the API server, as {@code sluice_api_requests_total{method,status}};
 * status is {@code error} when there was no answer.
 */
public final class ApiRequestMetrics implements Interceptor {
  /** The name under which the client registers this interceptor. */
  public static final String NAME = "sluice-api-requests";

  private final MeterRegistry registry;

  public ApiRequestMetrics(MeterRegistry registry) {
    this.registry = registry;
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
        .counter("sluice_api_requests", "method", request.method(), "status", status)
        .increment();
  }
}
