package dev.sluice.playground.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real kubectl, as a person has it on the {@code PATH}. */
final class Kubectl {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Path program;
  private final Path kubeconfig;
  private final String namespace;

  Kubectl(Path program, Path kubeconfig, String namespace) {
    this.program = program;
    this.kubeconfig = kubeconfig;
    this.namespace = namespace;
  }

  /**
   * What it said.
   *
   * @param text of standard output, then of standard error
   */
  record Said(int code, String text) {}

  /** Where it is, if it is on this machine. */
  static Optional<Path> find() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(dir -> !dir.isEmpty())
        .map(dir -> Path.of(dir, "kubectl"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs a command that has to end well, and gives what it said. */
  String run(String... args) {
    Said said = tried(args);
    assertThat(said.code()).as("kubectl %s: %s", List.of(args), said.text()).isZero();
    return said.text();
  }

  /** Runs a command that has to fail, and gives what it said. */
  String refused(String... args) {
    Said said = tried(args);
    assertThat(said.code()).as("kubectl %s: %s", List.of(args), said.text()).isNotZero();
    return said.text();
  }

  /** Starts a command that goes on; the caller ends it. */
  Process start(Path output, String... args) throws IOException {
    return builder(args).redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  private Said tried(String... args) {
    try {
      Path out = Files.createTempFile("kubectl", ".out");
      Path err = Files.createTempFile("kubectl", ".err");
      Process process =
          builder(args).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("kubectl " + List.of(args) + " does not end");
      }
      String text = Files.readString(out) + Files.readString(err);
      Files.delete(out);
      Files.delete(err);
      return new Said(process.exitValue(), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private ProcessBuilder builder(String... args) {
    List<String> command = new ArrayList<>(List.of(program.toString(), "--namespace", namespace));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    return builder;
  }
}
