package dev.sluice.e2e;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * How to use a cluster that is there already; {@code docs/testing.md} tells what each variable
 * means.
 *
 * @param kubeconfig the file with which it is reached
 * @param env what else is known, by the names of environment variables
 */
record OutsideOptions(Path kubeconfig, Map<String, String> env) {
  private static final String PREFIX = "SLUICE_E2E_";

  /**
   * As the environment says.
   *
   * @throws TestAbortedException if it names no kubeconfig that can be read
   */
  static OutsideOptions of(Map<String, String> env) {
    return Stream.of(env.getOrDefault("KUBECONFIG", "").split(File.pathSeparator))
        .filter(name -> !name.isEmpty())
        .map(Path::of)
        .filter(Files::isReadable)
        .findFirst()
        .map(file -> new OutsideOptions(file, env))
        .orElseThrow(
            () ->
                new TestAbortedException(
                    "needs KUBECONFIG, the file of a cluster that may be used for tests"));
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(env.get(PREFIX + name)).filter(value -> !value.isBlank());
  }

  /** An address of this machine, which clients ask or an operator here asks. */
  Optional<URI> url(String name) {
    return get(name).map(URI::create);
  }

  /** Whether it may be used although Sluice or Flagger is used there. */
  boolean anyway() {
    return get("ANYWAY").filter("true"::equals).isPresent();
  }
}
