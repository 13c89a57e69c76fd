package dev.sluice.operator.traffic.istio;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Feature;
import dev.sluice.operator.traffic.Original;
import dev.sluice.operator.traffic.RouteMetadata;
import dev.sluice.operator.traffic.RoutedService;
import dev.sluice.operator.traffic.Routes;
import dev.sluice.operator.traffic.Rules;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.rollout.Split;
import io.fabric8.istio.api.networking.v1beta1.DestinationRule;
import io.fabric8.istio.api.networking.v1beta1.DestinationRuleBuilder;
import io.fabric8.istio.api.networking.v1beta1.VirtualService;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Optional;
import java.util.Set;

/**
 * Shifts traffic by the weights of a VirtualService under the apex Service's name. Primary, canary
 * and baseline each have a DestinationRule with the same traffic policy.
 */
public final class IstioRouter implements TrafficRouter {
  private final Cluster cluster;

  public IstioRouter(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public Set<Feature> features() {
    return Set.of(Feature.values());
  }

  @Override
  public void reconcile(Canary canary, Cookies cookies) {
    RoutedService service = checked(canary);
    applyDestinationRule(service, service.canary());
    applyDestinationRule(service, service.primary());
    Split split =
        find(service)
            .flatMap(route -> CurrentSplit.of(service, route.getSpec()))
            .orElse(Split.PRIMARY);
    if (split.baseline() > 0) {
      applyDestinationRule(service, service.baseline());
    }
    apply(service, split, cookies);
  }

  @Override
  public void ensureBaseline(Canary canary) {
    RoutedService service = checked(canary);
    applyDestinationRule(service, service.baseline());
  }

  @Override
  public void removeBaseline(Canary canary) {
    RoutedService service = RoutedService.of(canary);
    cluster
        .get(DestinationRule.class, service.namespace(), service.baseline())
        .filter(rule -> RouteMetadata.isOwnedBy(rule, canary))
        .ifPresent(
            rule -> cluster.delete(DestinationRule.class, service.namespace(), service.baseline()));
  }

  @Override
  public void route(Canary canary, Split split, Cookies cookies) {
    apply(checked(canary), split, cookies);
  }

  @Override
  public Routes routes(Canary canary) {
    RoutedService service = RoutedService.of(canary);
    String name = "VirtualService %s.%s".formatted(service.apex(), service.namespace());
    return find(service)
        .map(
            route ->
                CurrentSplit.of(service, route.getSpec())
                    .<Routes>map(Routes.Serving::new)
                    .orElseGet(() -> Routes.Unknown.unreadable(name, service.weights())))
        .orElseGet(() -> Routes.Unknown.missing(name));
  }

  @Override
  public void release(Canary canary) {
    find(RoutedService.of(canary))
        .ifPresent(
            route ->
                Original.spec(
                        route, io.fabric8.istio.api.api.networking.v1alpha3.VirtualService.class)
                    .ifPresent(spec -> apply(Original.bare(route), spec)));
  }

  private Optional<VirtualService> find(RoutedService service) {
    return cluster.get(VirtualService.class, service.namespace(), service.apex());
  }

  private void apply(RoutedService service, Split split, Cookies cookies) {
    boolean tcp = VirtualServices.isTcp(service.spec());
    Optional<VirtualService> existing = find(service);
    ObjectMeta metadata =
        RouteMetadata.ofApex(
            service,
            existing,
            existing
                .map(VirtualService::getSpec)
                .orElseGet(io.fabric8.istio.api.api.networking.v1alpha3.VirtualService::new));
    apply(
        metadata,
        new VirtualServices(service).of(Rules.of(service, split, tcp ? Cookies.NONE : cookies)));
  }

  private void apply(
      ObjectMeta metadata, io.fabric8.istio.api.api.networking.v1alpha3.VirtualService spec) {
    VirtualService route = new VirtualService();
    route.setMetadata(metadata);
    route.setSpec(spec);
    cluster.apply(route);
  }

  private void applyDestinationRule(RoutedService service, String host) {
    var policy = service.spec().trafficPolicy();
    cluster.apply(
        new DestinationRuleBuilder()
            .withMetadata(
                RouteMetadata.plain(
                    service, host, cluster.get(DestinationRule.class, service.namespace(), host)))
            .withNewSpec()
            .withHost(host)
            .withTrafficPolicy(
                policy == null
                    ? null
                    : VirtualServices.convert(
                        policy, io.fabric8.istio.api.api.networking.v1alpha3.TrafficPolicy.class))
            .endSpec()
            .build());
  }

  private RoutedService checked(Canary canary) {
    RoutedService service = RoutedService.of(canary);
    if (!cluster.serves(VirtualService.class)) {
      throw new ProblemException(
          "IstioMissing",
          "the API server does not know VirtualService networking.istio.io/v1beta1: install Istio's"
              + " CRDs, or set spec.provider to another provider");
    }
    boolean delegate = Boolean.TRUE.equals(service.spec().delegation());
    if (delegate && !(service.spec().hosts().isEmpty() && service.spec().gateways().isEmpty())) {
      throw new ProblemException(
          "DelegateWithHosts",
          "VirtualService %s.%s cannot have hosts and gateways when delegation enabled: remove spec.service.hosts and spec.service.gateways, or spec.service.delegation"
              .formatted(service.apex(), service.namespace()));
    }
    if (VirtualServices.isTcp(service.spec()) && !service.analysis().match().isEmpty()) {
      throw new ProblemException(
          "MatchNotSupported",
          "spec.analysis.match cannot look into TCP connections: remove it, or set"
              + " spec.service.appProtocol to http");
    }
    return service;
  }
}
