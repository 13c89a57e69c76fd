package dev.sluice.playground.world.gateway;

import dev.sluice.playground.world.watch.Selection;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteNamespaces;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a route hangs on a gateway.
 *
 * @param listeners that take it; empty when none does
 * @param hosts that it serves through them
 * @param refusal why it hangs on none, as the reason of condition {@code Accepted}
 */
record Attachment(
    ParentReference parent,
    Gateway gateway,
    List<String> listeners,
    Set<String> hosts,
    Optional<String> refusal) {

  static Attachment of(
      HasMetadata route,
      List<String> hostnames,
      ParentReference parent,
      Gateway gateway,
      Watched<Namespace> namespaces) {
    List<Listener> asked =
        gateway.getSpec().getListeners().stream()
            .filter(
                l -> parent.getSectionName() == null || parent.getSectionName().equals(l.getName()))
            .filter(l -> parent.getPort() == null || parent.getPort().equals(l.getPort()))
            .toList();
    List<Listener> open =
        asked.stream().filter(listener -> allows(listener, gateway, route, namespaces)).toList();
    List<String> names = new ArrayList<>();
    Set<String> hosts = new LinkedHashSet<>();
    for (Listener listener : open) {
      Set<String> shared = shared(listener.getHostname(), hostnames);
      if (!shared.isEmpty()) {
        names.add(listener.getName());
        hosts.addAll(shared);
      }
    }
    Optional<String> refusal = Optional.empty();
    if (asked.isEmpty()) {
      refusal = Optional.of("NoMatchingParent");
    } else if (open.isEmpty()) {
      refusal = Optional.of("NotAllowedByListeners");
    } else if (names.isEmpty()) {
      refusal = Optional.of("NoMatchingListenerHostname");
    }
    return new Attachment(parent, gateway, List.copyOf(names), hosts, refusal);
  }

  Attachment refused(String reason) {
    return new Attachment(parent, gateway, List.of(), Set.of(), Optional.of(reason));
  }

  private static boolean allows(
      Listener listener, Gateway gateway, HasMetadata route, Watched<Namespace> namespaces) {
    RouteNamespaces allowed =
        listener.getAllowedRoutes() == null ? null : listener.getAllowedRoutes().getNamespaces();
    String from = allowed == null || allowed.getFrom() == null ? "Same" : allowed.getFrom();
    String namespace = route.getMetadata().getNamespace();
    boolean kind =
        listener.getAllowedRoutes() == null
            || listener.getAllowedRoutes().getKinds() == null
            || listener.getAllowedRoutes().getKinds().isEmpty()
            || listener.getAllowedRoutes().getKinds().stream()
                .anyMatch(k -> route.getKind().equals(k.getKind()));
    return kind
        && switch (from) {
          case "All" -> true;
          case "Selector" ->
              allowed != null
                  && namespaces
                      .get("", namespace)
                      .filter(n -> Selection.matches(allowed.getSelector(), labels(n)))
                      .isPresent();
          default -> namespace.equals(gateway.getMetadata().getNamespace());
        };
  }

  private static Map<String, String> labels(Namespace namespace) {
    Map<String, String> labels = namespace.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  /** The hosts that both are for, the narrower name of each pair. */
  private static Set<String> shared(@Nullable String listener, List<String> hostnames) {
    String wanted = listener == null || listener.isEmpty() ? HostTable.ANY_HOST : listener;
    Set<String> shared = new LinkedHashSet<>();
    if (hostnames.isEmpty()) {
      shared.add(wanted);
    }
    for (String hostname : hostnames) {
      if (HostTable.covers(wanted, hostname)) {
        shared.add(hostname);
      } else if (HostTable.covers(hostname, wanted)) {
        shared.add(wanted);
      }
    }
    return shared;
  }
}
