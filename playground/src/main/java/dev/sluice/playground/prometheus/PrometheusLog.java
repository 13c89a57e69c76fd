package dev.sluice.playground.prometheus;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Prometheus prints: where it listens, and why it does not start. */
final class PrometheusLog {
  private static final Pattern LISTENING =
      Pattern.compile("msg=\"Listening on\".*address=\"?[^ \"]*:(\\d+)");
  private static final int LINES_KEPT = 20;

  private final Deque<String> last = new ArrayDeque<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  private PrometheusLog() {}

  /** Reads until the process ends; unread output would block it. */
  static PrometheusLog follow(Process process) {
    PrometheusLog log = new PrometheusLog();
    Thread.ofVirtual().name("prometheus-log").start(() -> log.read(process));
    return log;
  }

  /** Where it listens. */
  URI address(Duration atMost) throws IOException, InterruptedException {
    try {
      int number = port.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return URI.create("http://127.0.0.1:" + number);
    } catch (ExecutionException e) {
      throw failure("Prometheus ended while it started");
    } catch (TimeoutException e) {
      throw failure("Prometheus does not say where it listens");
    }
  }

  /** The problem, with the last lines that were printed. */
  IOException failure(String problem) {
    synchronized (last) {
      return new IOException(problem + "; it printed:\n" + String.join("\n", last));
    }
  }

  private void read(Process process) {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        keep(line);
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          port.complete(Integer.valueOf(listening.group(1)));
        }
      }
      port.completeExceptionally(new IOException("ended"));
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
  }

  private void keep(String line) {
    synchronized (last) {
      last.addLast(line);
      if (last.size() > LINES_KEPT) {
        last.removeFirst();
      }
    }
  }
}
