package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.crds.ServiceSpec.GatewayRef;
import dev.sluice.operator.traffic.RoutedService;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReferenceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The gateways that a route attaches to, and whether they have taken it. */
final class ParentRefs {
  private static final String GROUP = "gateway.networking.k8s.io";
  private static final String GATEWAY = "Gateway";

  private ParentRefs() {}

  /** With the API server's defaults, so that what is written is what will be read. */
  static List<ParentReference> of(RoutedService service) {
    return service.spec().gatewayRefs().stream().map(ParentRefs::of).toList();
  }

  private static ParentReference of(GatewayRef ref) {
    return new ParentReferenceBuilder()
        .withGroup(orElse(ref.group(), GROUP))
        .withKind(orElse(ref.kind(), GATEWAY))
        .withNamespace(ref.namespace())
        .withName(ref.name())
        .withSectionName(ref.sectionName())
        .withPort(ref.port())
        .build();
  }

  /** The parents that have not taken the route's current generation. */
  static Stream<Waiting> waiting(RouteKind.Route route) {
    return route.parents().stream().map(parent -> waiting(route, parent)).flatMap(Optional::stream);
  }

  /**
   * A parent that has not taken the route.
   *
   * @param reason what it says, for a person
   */
  record Waiting(ParentReference parent, String reason) {
    /** Whether the parent is a Gateway, and not a Service of a mesh. */
    boolean isGateway() {
      return GROUP.equals(parent.getGroup()) && GATEWAY.equals(parent.getKind());
    }

    String namespace(RouteKind.Route route) {
      return orElse(parent.getNamespace(), route.object().getMetadata().getNamespace());
    }
  }

  /** A former controller may leave its status behind, so one that has taken the route is enough. */
  private static Optional<Waiting> waiting(RouteKind.Route route, ParentReference parent) {
    long generation = Objects.requireNonNullElse(route.object().getMetadata().getGeneration(), 0L);
    List<Condition> accepted =
        route.statuses().stream()
            .filter(status -> isSame(route, status, parent))
            .flatMap(status -> status.getConditions().stream())
            .filter(condition -> "Accepted".equals(condition.getType()))
            .toList();
    if (accepted.stream().anyMatch(c -> "True".equals(c.getStatus()) && isCurrent(c, generation))) {
      return Optional.empty();
    }
    String reason =
        accepted.stream()
            .filter(condition -> isCurrent(condition, generation))
            .findFirst()
            .map(c -> "does not accept it: %s: %s".formatted(c.getReason(), c.getMessage()))
            .orElse("has not answered to generation " + generation + " yet");
    return Optional.of(new Waiting(parent, reason));
  }

  private static boolean isCurrent(Condition condition, long generation) {
    Long observed = condition.getObservedGeneration();
    return observed != null && observed >= generation;
  }

  private static boolean isSame(
      RouteKind.Route route, RouteParentStatus status, ParentReference parent) {
    ParentReference other = status.getParentRef();
    String here = route.object().getMetadata().getNamespace();
    return other != null
        && orElse(other.getGroup(), GROUP).equals(orElse(parent.getGroup(), GROUP))
        && orElse(other.getKind(), GATEWAY).equals(orElse(parent.getKind(), GATEWAY))
        && orElse(other.getNamespace(), here).equals(orElse(parent.getNamespace(), here))
        && Objects.equals(other.getName(), parent.getName())
        && Objects.equals(other.getSectionName(), parent.getSectionName())
        && Objects.equals(other.getPort(), parent.getPort());
  }

  private static String orElse(@Nullable String value, String absent) {
    return value == null ? absent : value;
  }
}
