package dev.sluice.cli;

import dev.sluice.operator.boot.Product;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an API server.
 *
 * @param kubeconfig the file that says so; null for the usual places: the pod's service account,
 *     {@code KUBECONFIG}, {@code ~/.kube/config}
 * @param master an address that is taken instead of the file's; null for the file's
 */
public record ClusterAccess(@Nullable Path kubeconfig, @Nullable String master) {

  /**
   * The client's configuration, under Sluice's own user agent.
   *
   * @throws UserErrorException if the file is not there or is no kubeconfig
   */
  public Config config() {
    Config config = kubeconfig == null ? Config.autoConfigure(null) : read(kubeconfig);
    ConfigBuilder builder = new ConfigBuilder(config).withUserAgent(Product.USER_AGENT);
    if (master != null) {
      builder.withMasterUrl(master);
    }
    return builder.build();
  }

  private static Config read(Path file) {
    if (!Files.isReadable(file)) {
      throw new UserErrorException("No kubeconfig can be read at " + file + ".");
    }
    try {
      return Config.fromKubeconfig(file.toFile());
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw new UserErrorException(file + " is not a kubeconfig: " + e.getMessage(), e);
    }
  }

  /** What went wrong at the bottom of it, in a few words. */
  static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
