package dev.sluice.cli.stage;

import dev.sluice.cli.UserErrorException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The program {@code prometheus} on this machine, installed if it is missing and may be. */
public final class PrometheusBinary {
  private static final String NAME = "prometheus";
  private static final List<Path> USUAL =
      List.of(Path.of("/usr/bin"), Path.of("/usr/local/bin"), Path.of("/opt/homebrew/bin"));

  /** Debian asks this script before it starts a service; 101 is no. */
  private static final Path MAY_START = Path.of("/usr/sbin/policy-rc.d");

  private static final String NEVER = "#!/bin/sh\nexit 101\n";
  private static final long MINUTES = 5;

  private PrometheusBinary() {}

  /**
   * Finds it, or installs Debian's with apt where this process may; its service is not started.
   *
   * @param path the {@code PATH} of the environment
   * @param progress is told what takes long
   * @throws UserErrorException if it is missing and cannot be installed; the message says what to
   *     do
   */
  public static Path findOrInstall(String path, Consumer<String> progress)
      throws InterruptedException {
    Optional<Path> found = find(path);
    if (found.isPresent()) {
      return found.get();
    }
    Optional<Path> apt = find(path, "apt-get");
    if (apt.isEmpty() || !"root".equals(System.getProperty("user.name"))) {
      throw new UserErrorException(missing(apt.isPresent()));
    }
    progress.accept("Prometheus is missing; apt installs it.");
    install(apt.get());
    return find(path)
        .orElseThrow(() -> new UserErrorException("apt installed no prometheus. " + missing(true)));
  }

  static Optional<Path> find(String path) {
    return find(path, NAME);
  }

  private static Optional<Path> find(String path, String program) {
    return Stream.concat(
            Stream.of(path.split(File.pathSeparator)).filter(dir -> !dir.isEmpty()).map(Path::of),
            USUAL.stream())
        .map(dir -> dir.resolve(program))
        .filter(Files::isExecutable)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  static String missing(boolean apt) {
    String install =
        apt
            ? "sudo apt-get install --no-install-recommends prometheus"
            : "brew install prometheus   (or take it from https://prometheus.io/download/)";
    return "Prometheus is not installed. Install it, or name one that runs with --prometheus URL:\n"
        + "  "
        + install;
  }

  private static void install(Path apt) throws InterruptedException {
    boolean guarded = false;
    try {
      guarded = keepServicesFromStarting();
      run(apt, "update", "-qq");
      run(apt, "install", "-y", "-qq", "--no-install-recommends", NAME);
    } catch (IOException e) {
      throw new UserErrorException(
          "Prometheus could not be installed (" + e.getMessage() + "). " + missing(true), e);
    } finally {
      if (guarded) {
        MAY_START.toFile().delete();
      }
    }
  }

  /** Returns false, and leaves it alone, where the machine has a policy of its own. */
  private static boolean keepServicesFromStarting() throws IOException {
    if (Files.exists(MAY_START)) {
      return false;
    }
    Files.writeString(MAY_START, NEVER);
    Files.setPosixFilePermissions(MAY_START, PosixFilePermissions.fromString("rwxr-xr-x"));
    return true;
  }

  private static void run(Path apt, String... args) throws IOException, InterruptedException {
    Path log = Files.createTempFile("sluice-apt", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of(apt.toString()), Stream.of(args)).toList())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroy();
      throw new IOException("apt-get took more than " + MINUTES + " minutes");
    }
    if (process.exitValue() != 0) {
      throw new IOException("apt-get failed: " + lastLine(log));
    }
    Files.delete(log);
  }

  private static String lastLine(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.isEmpty() ? "it said nothing" : lines.getLast();
  }
}
