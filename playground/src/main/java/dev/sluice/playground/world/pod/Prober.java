package dev.sluice.playground.world.pod;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks one probe again and again, and tells when enough answers in a row agree. An {@code exec}
 * probe succeeds as long as the program runs: there is nothing in the container to execute.
 */
final class Prober implements Runnable {
  private final Probe probe;
  private final Function<IntOrString, Optional<InetSocketAddress>> ports;
  private final PodTiming timing;
  private final OkHttpClient client;
  private final Consumer<Result> listener;

  /**
   * What enough probes in a row have shown.
   *
   * @param message what was wrong, for people; empty when it passed
   */
  record Result(boolean passed, String message) {}

  /**
   * @param ports finds the socket behind a port's number or name
   * @param listener is told of every result that reaches its threshold
   */
  Prober(
      Probe probe,
      Function<IntOrString, Optional<InetSocketAddress>> ports,
      PodTiming timing,
      OkHttpClient client,
      Consumer<Result> listener) {
    this.probe = probe;
    this.ports = ports;
    this.timing = timing;
    this.client =
        client
            .newBuilder()
            .callTimeout(Duration.ofSeconds(Math.max(1, orElse(probe.getTimeoutSeconds(), 1))))
            .build();
    this.listener = listener;
  }

  /** Probes until the thread is interrupted. */
  @Override
  public void run() {
    try {
      Thread.sleep(timing.seconds(orElse(probe.getInitialDelaySeconds(), 0)));
      int passed = 0;
      int failed = 0;
      while (!Thread.currentThread().isInterrupted()) {
        Optional<String> problem = problem();
        passed = problem.isEmpty() ? passed + 1 : 0;
        failed = problem.isEmpty() ? 0 : failed + 1;
        if (passed >= orElse(probe.getSuccessThreshold(), 1)) {
          listener.accept(new Result(true, ""));
        } else if (failed >= orElse(probe.getFailureThreshold(), 3)) {
          listener.accept(new Result(false, problem.orElse("")));
        }
        Thread.sleep(timing.seconds(orElse(probe.getPeriodSeconds(), 10)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<String> problem() {
    if (probe.getHttpGet() != null) {
      return http(probe.getHttpGet());
    }
    if (probe.getTcpSocket() != null) {
      return tcp(ports.apply(probe.getTcpSocket().getPort()));
    }
    if (probe.getGrpc() != null) {
      return tcp(ports.apply(new IntOrString(probe.getGrpc().getPort())));
    }
    return Optional.empty();
  }

  private Optional<String> http(HTTPGetAction action) {
    Optional<InetSocketAddress> socket = ports.apply(action.getPort());
    if (socket.isEmpty()) {
      return Optional.of("nothing listens on port " + text(action.getPort()));
    }
    String path = action.getPath() == null ? "/" : action.getPath();
    HttpUrl url =
        HttpUrl.get(
            "http://127.0.0.1:"
                + socket.get().getPort()
                + (path.startsWith("/") ? "" : "/")
                + path);
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", "kube-probe/playground")
            .header("Connection", "close");
    List<HTTPHeader> headers =
        action.getHttpHeaders() == null ? List.of() : action.getHttpHeaders();
    headers.forEach(header -> request.header(header.getName(), header.getValue()));
    try (Response response = client.newCall(request.build()).execute()) {
      return response.code() >= 200 && response.code() < 400
          ? Optional.empty()
          : Optional.of("HTTP probe failed with statuscode: " + response.code());
    } catch (IOException e) {
      return Optional.of("Get \"%s\": %s".formatted(url, e.getMessage()));
    }
  }

  private static Optional<String> tcp(Optional<InetSocketAddress> socket) {
    if (socket.isEmpty()) {
      return Optional.of("nothing listens on the port");
    }
    try (Socket connection = new Socket()) {
      connection.connect(socket.get(), 1_000);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("dial tcp: " + e.getMessage());
    }
  }

  private static String text(IntOrString port) {
    return port.getStrVal() == null ? String.valueOf(port.getIntVal()) : port.getStrVal();
  }

  private static int orElse(Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
