package dev.sluice.cli.stage;

import dev.sluice.cli.Sluice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code sluice} in a process of its own, with this JVM's class path; what it prints is kept. */
public final class SluiceProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(60);

  private static final List<String> JVM =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseSerialGC");

  private final Process process;
  private final Path log;

  private SluiceProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param jvm more options of the JVM
   * @param args of the command
   * @param log gets what it prints
   */
  public static SluiceProcess start(List<String> jvm, List<String> args, Path log)
      throws IOException {
    return start(
        Stream.of(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                JVM,
                jvm,
                List.of("-cp", System.getProperty("java.class.path"), Sluice.class.getName()),
                args)
            .flatMap(List::stream)
            .toList(),
        log);
  }

  /**
   * Starts it by another command, as an image has it for example.
   *
   * @param log gets what it prints
   */
  public static SluiceProcess start(List<String> command, Path log) throws IOException {
    return new SluiceProcess(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(),
        log);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What the system tells of it. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * Waits for its end and gives its exit code.
   *
   * @throws IllegalStateException if it does not end in a minute
   */
  public int await() throws InterruptedException {
    if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("it does not end: " + output());
    }
    return process.exitValue();
  }

  /** What it has printed until now. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Stops it as Kubernetes does, and waits until it has ended.
   *
   * @return whether it did so in this time
   */
  public boolean stop(Duration grace) throws InterruptedException {
    process.destroy();
    return process.waitFor(grace.toSeconds(), TimeUnit.SECONDS);
  }

  /** Stops it; kills it if it has not ended after a minute. */
  @Override
  public void close() {
    try {
      if (!stop(GRACE)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
