package dev.sluice.playground.apiserver;

import dev.sluice.playground.apiserver.builtin.Builtins;
import dev.sluice.playground.apiserver.builtin.FirstObjects;
import dev.sluice.playground.apiserver.gc.Housekeeping;
import dev.sluice.playground.apiserver.http.HttpFront;
import dev.sluice.playground.apiserver.request.Faults;
import dev.sluice.playground.apiserver.request.RequestLog;
import dev.sluice.playground.apiserver.resource.Types;
import dev.sluice.playground.apiserver.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * A Kubernetes API server in this JVM, on a port of the loopback interface, over plain HTTP. It has
 * no nodes and runs no pods. It is for trying and testing and no product for production: objects
 * live in memory, and everybody may do everything.
 */
public final class ApiServer implements AutoCloseable {
  private static final int HISTORY = 50_000;

  private final Store store = new Store(HISTORY);
  private final Types types = new Types();
  private final RequestLog requests = new RequestLog();
  private final Faults faults = new Faults();
  private final HttpFront front;
  private final Housekeeping housekeeping;

  private ApiServer(Clock clock) {
    Builtins.register(types, clock);
    front = new HttpFront(store, types, clock, requests, faults);
    housekeeping = new Housekeeping(store, types, clock);
    FirstObjects.create(store, types, clock);
  }

  /** Starts a server on a free port. */
  public static ApiServer start() {
    return start(0);
  }

  /**
   * Starts a server.
   *
   * @param port 0 for any free one
   * @throws IllegalStateException if the port is taken
   */
  public static ApiServer start(int port) {
    ApiServer server = new ApiServer(Clock.systemUTC());
    server.housekeeping.start();
    server.front.start(port);
    return server;
  }

  /** The base address, as {@code http://127.0.0.1:12345}. */
  public String url() {
    return "http://127.0.0.1:" + front.port();
  }

  /** A kubeconfig for the server, as YAML. */
  public String kubeconfig() {
    return """
        apiVersion: v1
        kind: Config
        current-context: playground
        clusters:
          - name: playground
            cluster:
              server: %s
        contexts:
          - name: playground
            context:
              cluster: playground
              user: playground
              namespace: default
        users:
          - name: playground
            user: {}
        """
        .formatted(url());
  }

  /** Writes the kubeconfig to a file. */
  public void writeKubeconfig(Path file) throws IOException {
    Files.writeString(file, kubeconfig());
  }

  /** The requests that clients made. */
  public RequestLog requests() {
    return requests;
  }

  /** Disturbs requests, for tests of what clients do about it. */
  public Faults faults() {
    return faults;
  }

  /** Ends all watches that are running; clients come again from where they were. */
  public void dropWatches() {
    front.dropWatches();
  }

  /** Forgets the history: watches and lists from older versions are answered with 410. */
  public void compact() {
    store.compact();
  }

  @Override
  public void close() {
    housekeeping.close();
    front.close();
  }
}
