package dev.sluice.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A provider as it is named on the command line; one that the contract does not know is refused.
 *
 * @param name the contract's name for it (A10.1)
 */
record MeshProvider(String name) {
  private static final Set<String> WORKING =
      Set.of("kubernetes", "gatewayapi:v1", "gatewayapi:v1beta1", "istio", "nginx");

  /** The contract's other names; some of them go on with a version or a mesh. */
  private static final List<String> KNOWN =
      List.of(
          "apisix",
          "appmesh",
          "contour",
          "gatewayapi:v1",
          "gloo",
          "knative",
          "kuma",
          "linkerd",
          "osm",
          "skipper",
          "smi:",
          "traefik");

  MeshProvider {
    if (!WORKING.contains(name) && KNOWN.stream().noneMatch(name::startsWith)) {
      throw new UserErrorException(
          "--mesh-provider: there is no provider '"
              + name
              + "'. Working today: "
              + String.join(", ", WORKING.stream().sorted().toList())
              + ".");
    }
  }

  /** That the provider does not work yet, if so. */
  Optional<String> warning() {
    return WORKING.contains(name)
        ? Optional.empty()
        : Optional.of(
            "--mesh-provider="
                + name
                + " does not work yet: a Canary that names no other provider will be told so and"
                + " its traffic left as it is.");
  }
}
