package dev.sluice.cli.stage;

import dev.sluice.playground.world.World;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the playground leaves in a cluster as a whole. What was there before it came is not its own
 * and stays.
 */
final class Traces {
  private static final Set<String> GROUPS =
      Set.of("flagger.app", "sluice.dev", "gateway.networking.k8s.io", "networking.istio.io");

  private final KubernetesClient client;
  private final Set<String> before;

  private Traces(KubernetesClient client, Set<String> before) {
    this.client = client;
    this.before = before;
  }

  /** Remembers what is there now. */
  static Traces before(KubernetesClient client) {
    return new Traces(
        client, candidates(client).stream().map(Traces::id).collect(Collectors.toSet()));
  }

  /** Removes what has come since. */
  void remove() {
    for (HasMetadata object : candidates(client)) {
      if (before.contains(id(object))) {
        continue;
      }
      if (object.getKind().equals("Namespace")) {
        new NamespaceRemoval(client).remove(object.getMetadata().getName());
      } else {
        client.resource(object).delete();
      }
    }
  }

  /** Everything that the playground might have brought, by its known names only. */
  private static List<HasMetadata> candidates(KubernetesClient client) {
    return List.<Supplier<List<? extends HasMetadata>>>of(
            () -> named(client.namespaces().list().getItems(), World.GATEWAY_NAMESPACE),
            () ->
                named(
                    client.network().v1().ingressClasses().list().getItems(), World.INGRESS_CLASS),
            () -> named(client.nodes().list().getItems(), World.NODE),
            () ->
                client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                    .filter(definition -> GROUPS.contains(definition.getSpec().getGroup()))
                    .toList())
        .stream()
        .<HasMetadata>flatMap(list -> list.get().stream())
        .toList();
  }

  private static List<? extends HasMetadata> named(List<? extends HasMetadata> all, String name) {
    return all.stream().filter(object -> object.getMetadata().getName().equals(name)).toList();
  }

  private static String id(HasMetadata object) {
    return object.getKind() + "/" + object.getMetadata().getName();
  }
}
