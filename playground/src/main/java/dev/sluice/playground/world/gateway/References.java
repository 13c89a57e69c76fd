package dev.sluice.playground.world.gateway;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.ReferenceGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Follows one route's references to Services, and remembers what is wrong with them. */
final class References {
  private final HasMetadata route;
  private final BiFunction<String, String, Optional<Service>> services;
  private final Function<String, List<ReferenceGrant>> grants;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * A reference that leads nowhere.
   *
   * @param reason as Gateway API's condition {@code ResolvedRefs} has it
   */
  record Problem(String reason, String message) {}

  /**
   * @param services by namespace and name
   * @param grants of a namespace
   */
  References(
      HasMetadata route,
      BiFunction<String, String, Optional<Service>> services,
      Function<String, List<ReferenceGrant>> grants) {
    this.route = route;
    this.services = services;
    this.grants = grants;
  }

  /** The first problem that was met. */
  Optional<Problem> problem() {
    return problems.stream().findFirst();
  }

  /** The backend, or empty and a problem more. */
  Optional<Backend> resolve(
      @Nullable String group,
      @Nullable String kind,
      @Nullable String namespace,
      String name,
      @Nullable Integer port) {
    String own = route.getMetadata().getNamespace();
    String there = namespace == null || namespace.isEmpty() ? own : namespace;
    if (!Objects.requireNonNullElse(group, "").isEmpty()
        || !"Service".equals(Objects.requireNonNullElse(kind, "Service"))) {
      return broken("InvalidKind", "only Services can be backends, not %s".formatted(kind));
    }
    if (!there.equals(own) && !granted(own, there, name)) {
      return broken(
          "RefNotPermitted",
          "no ReferenceGrant in %s allows references to its service %s".formatted(there, name));
    }
    Optional<Service> service = services.apply(there, name);
    if (service.isEmpty()) {
      return broken("BackendNotFound", "service %s/%s does not exist".formatted(there, name));
    }
    int number = port == null ? 0 : port;
    if (service.get().getSpec().getPorts().stream().noneMatch(p -> p.getPort() == number)) {
      return broken(
          "BackendNotFound", "service %s/%s has no port %d".formatted(there, name, number));
    }
    return Optional.of(new Backend(there, name, number));
  }

  private Optional<Backend> broken(String reason, String message) {
    problems.add(new Problem(reason, message));
    return Optional.empty();
  }

  private boolean granted(String from, String to, String service) {
    return grants.apply(to).stream()
        .map(ReferenceGrant::getSpec)
        .anyMatch(
            grant ->
                grant.getFrom().stream()
                        .anyMatch(
                            f ->
                                f.getNamespace().equals(from)
                                    && f.getKind().equals(route.getKind()))
                    && grant.getTo().stream()
                        .anyMatch(
                            t ->
                                t.getKind().equals("Service")
                                    && (t.getName() == null || t.getName().equals(service))));
  }
}
