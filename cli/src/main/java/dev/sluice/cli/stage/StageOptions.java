package dev.sluice.cli.stage;

import dev.sluice.playground.world.WorldOptions;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a stage is made of.
 *
 * @param kubeconfig an API server without nodes that is used in place of the embedded one, or null
 * @param prometheus one that runs already and is used in place of an own one, or null
 * @param prometheusBinary the program that an own one is started from; not used with {@code
 *     prometheus}
 * @param provider of Canaries that name none
 * @param world how the pods and the gateway behave
 * @param operator whether an operator works for all namespaces
 * @param passing whether that API server ends with the stage, so that nothing is taken away from it
 */
public record StageOptions(
    @Nullable Path kubeconfig,
    @Nullable URI prometheus,
    @Nullable Path prometheusBinary,
    String provider,
    WorldOptions world,
    boolean operator,
    boolean passing) {

  /** Everything embedded, with NGINX, at the pace of a small real cluster. */
  public static StageOptions embedded(Path prometheusBinary) {
    return new StageOptions(
        null, null, prometheusBinary, "nginx", WorldOptions.realistic(), true, false);
  }

  /** The same with this program to start Prometheus from. */
  public StageOptions with(Path binary) {
    return new StageOptions(kubeconfig, prometheus, binary, provider, world, operator, passing);
  }

  /** The same with another pace. */
  public StageOptions with(WorldOptions other) {
    return new StageOptions(
        kubeconfig, prometheus, prometheusBinary, provider, other, operator, passing);
  }

  /** The same on an API server without nodes that was started for the stage. */
  public StageOptions onApiServer(Path other) {
    return new StageOptions(other, prometheus, prometheusBinary, provider, world, operator, true);
  }

  /** The same, to start operators on by oneself. */
  public StageOptions withoutOperator() {
    return new StageOptions(
        kubeconfig, prometheus, prometheusBinary, provider, world, false, passing);
  }
}
