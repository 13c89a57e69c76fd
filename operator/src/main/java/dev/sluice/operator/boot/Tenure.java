package dev.sluice.operator.boot;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Lets a replica write only while its Lease is certainly its own: for the renew deadline after the
 * last renewal was sent that the API server confirmed. The elector looks at the clock only between
 * its tries; a process that was frozen, or had no processor for long, would write what it had begun
 * to before the elector is asked again, while another replica works already. Time is the JVM's
 * monotonic clock, which goes on while the process is frozen.
 */
final class Tenure implements Interceptor {
  private final String leases;
  private final String lease;
  private final Duration deadline;
  private final LongSupplier nanos;

  /** When the last try began; the elector tries once at a time. */
  private volatile long asked;

  private volatile long confirmed;
  private volatile boolean held;

  Tenure(OperatorOptions options) {
    this(
        options.leaderElection().namespace(),
        options.scope().name(Leadership.LEASE),
        options.leaderElection().renewDeadline(),
        System::nanoTime);
  }

  Tenure(String namespace, String lease, Duration deadline, LongSupplier nanos) {
    this.leases = "/apis/coordination.k8s.io/v1/namespaces/%s/leases".formatted(namespace);
    this.lease = leases + "/" + lease;
    this.deadline = deadline;
    this.nanos = nanos;
  }

  /**
   * @throws KubernetesClientException for a write when the Lease may be another replica's
   */
  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (request.method().equals("GET")) {
      return;
    }
    if (isLease(request)) {
      asked = nanos.getAsLong();
    } else {
      refuseLate();
    }
  }

  /** The same for another cluster, whose Leases are not this replica's. */
  Interceptor elsewhere() {
    return new Elsewhere();
  }

  @Override
  public void after(
      HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> body) {
    if (response.isSuccessful() && !request.method().equals("GET") && isLease(request)) {
      confirmed = asked;
      held = true;
    }
  }

  private void refuseLate() {
    if (held && nanos.getAsLong() - confirmed > deadline.toNanos()) {
      throw new KubernetesClientException(
          "nothing is written: the Lease was not renewed within " + deadline.toSeconds() + " s");
    }
  }

  private boolean isLease(HttpRequest request) {
    String path = request.uri().getPath();
    return path.endsWith(lease) || path.endsWith(leases);
  }

  private final class Elsewhere implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (!request.method().equals("GET")) {
        refuseLate();
      }
    }
  }
}
