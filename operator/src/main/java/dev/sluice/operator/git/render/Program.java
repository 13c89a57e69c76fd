package dev.sluice.operator.git.render;

import dev.sluice.operator.kube.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program that is given files of others: without a shell, without our environment, for a
 * bounded time and with bounded memory and output. One runs at a time, so that they cannot take the
 * operator's memory together.
 */
final class Program {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int MESSAGES = 64 << 10;
  private static final Semaphore ONE = new Semaphore(1, true);

  private Program() {}

  /**
   * What a program may take.
   *
   * @param deadline from its start
   * @param memory bytes; seen where the system has {@code /proc}
   * @param output bytes
   */
  record Limits(Duration deadline, long memory, int output) {
    /** Half a minute, 384 MiB of memory, 32 MiB of output. */
    static final Limits DEFAULT = new Limits(Duration.ofSeconds(30), 384L << 20, 32 << 20);
  }

  /**
   * How it ended.
   *
   * @param status that it ended with; 0 when all went well
   * @param messages what it wrote beside its output, cut when it is long
   */
  record Result(int status, String output, String messages) {}

  /**
   * @param what names in messages what is rendered
   * @param environment all of it
   * @throws ProblemException {@code RenderTimeout} or {@code RenderTooLarge}; the program does not
   *     run any more
   */
  static Result run(
      String what, List<String> command, Path home, Map<String, String> environment, Limits limits)
      throws IOException {
    try {
      ONE.acquire();
      try {
        return watched(what, command, home, environment, limits);
      } finally {
        ONE.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.retriable(
          "RenderTimeout", "rendering %s was given up: see spec.timeout".formatted(what), e);
    }
  }

  private static Result watched(
      String what, List<String> command, Path home, Map<String, String> environment, Limits limits)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      Reading output = new Reading(process.getInputStream(), limits.output(), true);
      Reading messages = new Reading(process.getErrorStream(), MESSAGES, false);
      long end = System.nanoTime() + limits.deadline().toNanos();
      while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() > end) {
          throw ProblemException.retriable(
              "RenderTimeout",
              "rendering %s took more than %d s and was given up"
                  .formatted(what, limits.deadline().toSeconds()),
              null);
        }
        if (memory(process.pid()) > limits.memory()) {
          throw tooLarge(what, limits.memory(), "memory");
        }
        if (output.isTooLong()) {
          throw tooLarge(what, limits.output(), "output");
        }
      }
      String out = output.all();
      if (output.isTooLong()) {
        throw tooLarge(what, limits.output(), "output");
      }
      return new Result(process.exitValue(), out, messages.all());
    } finally {
      // Whoever cleans up after it finds nobody who still writes.
      process.destroyForcibly().onExit().join();
    }
  }

  static ProblemException tooLarge(String what, long bytes, String of) {
    return new ProblemException(
        "RenderTooLarge",
        "rendering %s takes more than %d MiB of %s: look for a loop, or split it"
            .formatted(what, bytes >> 20, of));
  }

  /** What a process has in memory; 0 when that cannot be seen. */
  private static long memory(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
        }
      }
    } catch (IOException e) {
      // It has just ended, or this system tells no such thing.
    }
    return 0;
  }

  /** Reads to the end, on a thread of its own, and keeps what there is room for. */
  private static final class Reading {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final AtomicReference<@Nullable IOException> error = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean tooLong;

    /**
     * @param stops whether what is too long is not read any more, so that who writes it has to wait
     */
    Reading(InputStream in, int room, boolean stops) {
      thread = Thread.startVirtualThread(() -> read(in, room, stops));
    }

    private void read(InputStream in, int room, boolean stops) {
      byte[] buffer = new byte[16 << 10];
      try {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          kept.write(buffer, 0, Math.min(n, room - kept.size()));
          tooLong |= kept.size() >= room;
          if (tooLong && stops) {
            return;
          }
        }
      } catch (IOException e) {
        error.set(e);
      }
    }

    boolean isTooLong() {
      return tooLong;
    }

    String all() throws IOException, InterruptedException {
      thread.join();
      IOException failure = error.get();
      if (failure != null && !tooLong) {
        throw failure;
      }
      return kept.toString(StandardCharsets.UTF_8);
    }
  }
}
