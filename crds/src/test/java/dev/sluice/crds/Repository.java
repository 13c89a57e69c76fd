package dev.sluice.crds;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where things are on the machine that runs the tests. */
final class Repository {
  private Repository() {}

  /** The root of the checkout. */
  static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mvnw"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new IllegalStateException("run the tests inside the repository");
      }
    }
    return directory;
  }

  /**
   * Flagger's published files: {@code ../shared/conformance/flagger} beside the repository, or the
   * directory that the system property {@code sluice.flagger} names.
   */
  static Optional<Path> flagger() {
    String property = System.getProperty("sluice.flagger");
    Path directory =
        property == null
            ? root().resolveSibling("shared/conformance/flagger")
            : Path.of(property).toAbsolutePath();
    return Files.isDirectory(directory) ? Optional.of(directory) : Optional.empty();
  }
}
