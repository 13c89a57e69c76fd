package dev.sluice.cli.bench;

import dev.sluice.cli.stage.SluiceProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code sluice operator} in a process of its own, and what it says of itself. */
final class OperatorProcess implements AutoCloseable {
  private static final int START_SECONDS = 120;

  /** A line of the log of collections: {@code 180M->95M(512M)}. */
  private static final Pattern COLLECTION = Pattern.compile("->(\\d+)M\\(");

  private final SluiceProcess process;
  private final Path collections;
  private final URI url;
  private final HttpClient http = HttpClient.newHttpClient();

  private OperatorProcess(SluiceProcess process, Path collections, URI url) {
    this.process = process;
    this.collections = collections;
    this.url = url;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param directory for what it writes
   * @param heap in MiB
   */
  static OperatorProcess start(Path kubeconfig, Path directory, int heap)
      throws IOException, InterruptedException {
    int port = freePort();
    Path collections = directory.resolve("gc.log");
    SluiceProcess process =
        SluiceProcess.start(
            List.of(
                "-XX:+ExitOnOutOfMemoryError", "-Xmx" + heap + "m", "-Xlog:gc:file=" + collections),
            List.of(
                "operator",
                "--kubeconfig=" + kubeconfig,
                "--port=" + port,
                "--git-cache=" + directory.resolve("clones")),
            directory.resolve("operator.log"));
    OperatorProcess operator =
        new OperatorProcess(process, collections, URI.create("http://localhost:" + port));
    try {
      operator.awaitReady();
      return operator;
    } catch (IOException | InterruptedException | RuntimeException e) {
      operator.close();
      throw e;
    }
  }

  URI url() {
    return url;
  }

  /** The most that was in its heap after a collection, in MiB. */
  long liveMiB() throws IOException {
    return COLLECTION
        .matcher(Files.readString(collections))
        .results()
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .max()
        .orElse(0);
  }

  /** The sum of a metric's values as it shows them; 0 where it has none. */
  long metric(String name) throws IOException, InterruptedException {
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() {
    process.close();
    http.close();
  }

  private void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        close();
        throw new IOException("the operator did not start:\n" + process.output());
      }
      Thread.sleep(100);
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      return ask("/readyz").statusCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      // It does not listen yet.
      return false;
    }
  }

  private String get(String path) throws IOException, InterruptedException {
    return ask(path).body();
  }

  private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(url.resolve(path)).build(), BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
