package dev.sluice.playground.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The contract, on a real server with garbage collection and namespace deletion, whose kubeconfig
 * the environment names.
 */
@EnabledIfEnvironmentVariable(named = RealApiServerTest.VARIABLE, matches = ".+")
class RealApiServerTest extends ApiServerContract {
  static final String VARIABLE = "SLUICE_REAL_KUBECONFIG";

  @Override
  String kubeconfig() {
    try {
      return Files.readString(Path.of(System.getenv(VARIABLE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
