package dev.sluice.operator.traffic.nginx;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanarySpec.IngressRef;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Feature;
import dev.sluice.operator.traffic.RouteMetadata;
import dev.sluice.operator.traffic.RoutedService;
import dev.sluice.operator.traffic.Routes;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.rollout.Split;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPathBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Shifts traffic by the annotations of a second Ingress, {@code <ingress>-canary}: a copy of the
 * one that users reach, with the canary's Service behind it.
 */
public final class NginxRouter implements TrafficRouter {
  private final Cluster cluster;
  private final CanaryAnnotations annotations;

  /**
   * @param annotationsPrefix of the ingress controller's annotations, by default {@code
   *     nginx.ingress.kubernetes.io}
   */
  public NginxRouter(Cluster cluster, String annotationsPrefix) {
    this.cluster = cluster;
    this.annotations = new CanaryAnnotations(annotationsPrefix);
  }

  @Override
  public Set<Feature> features() {
    return Set.of(Feature.WEIGHTS, Feature.MATCHES);
  }

  @Override
  public void reconcile(Canary canary, Cookies cookies) {
    RoutedService service = checked(canary);
    apply(service, find(service).flatMap(i -> split(service, i)).orElse(Split.PRIMARY));
  }

  @Override
  public void route(Canary canary, Split split, Cookies cookies) {
    apply(checked(canary), split);
  }

  @Override
  public Routes routes(Canary canary) {
    RoutedService service = RoutedService.of(canary);
    String name = "Ingress %s.%s".formatted(canaryIngress(service), service.namespace());
    return find(service)
        .map(
            ingress ->
                split(service, ingress)
                    .<Routes>map(Routes.Serving::new)
                    .orElseGet(
                        () -> Routes.Unknown.unreadable(name, "readable canary annotations")))
        .orElseGet(() -> Routes.Unknown.missing(name));
  }

  /** The canary Ingress is deleted; the other one was never touched. */
  @Override
  public void release(Canary canary) {
    RoutedService service = RoutedService.of(canary);
    find(service)
        .filter(ingress -> RouteMetadata.isOwnedBy(ingress, canary))
        .ifPresent(
            ingress -> cluster.delete(Ingress.class, service.namespace(), canaryIngress(service)));
  }

  private Optional<Ingress> find(RoutedService service) {
    return cluster.get(Ingress.class, service.namespace(), canaryIngress(service));
  }

  private Optional<Split> split(RoutedService service, Ingress ingress) {
    return annotations.split(orEmpty(ingress.getMetadata().getAnnotations()), service);
  }

  private void apply(RoutedService service, Split split) {
    Optional<Ingress> present = find(service);
    Ingress original =
        cluster
            .get(Ingress.class, service.namespace(), ingressName(service))
            .orElseThrow(
                () ->
                    new ProblemException(
                        "IngressNotFound",
                        "Ingress %s.%s of spec.ingressRef not found: create it, or name one that is there"
                            .formatted(ingressName(service), service.namespace())));
    cluster.apply(
        new IngressBuilder()
            .withMetadata(
                RouteMetadata.of(
                    service,
                    canaryIngress(service),
                    orEmpty(original.getMetadata().getLabels()),
                    annotations.of(
                        orEmpty(original.getMetadata().getAnnotations()),
                        present
                            .map(i -> orEmpty(i.getMetadata().getAnnotations()))
                            .orElse(Map.of()),
                        service,
                        split),
                    present))
            .withSpec(toCanary(service, original))
            .build());
  }

  private static IngressSpec toCanary(RoutedService service, Ingress original) {
    AtomicInteger replaced = new AtomicInteger();
    IngressSpec spec =
        original
            .getSpec()
            .edit()
            .accept(
                HTTPIngressPathBuilder.class,
                path -> {
                  var backend = path.buildBackend();
                  if (backend != null
                      && backend.getService() != null
                      && service.apex().equals(backend.getService().getName())) {
                    path.editBackend()
                        .editService()
                        .withName(service.canary())
                        .endService()
                        .endBackend();
                    replaced.incrementAndGet();
                  }
                })
            .build();
    if (replaced.get() == 0) {
      throw new ProblemException(
          "BackendNotFound",
          "backend %s not found in ingress %s.%s: give it a path to the Service %s"
              .formatted(
                  service.apex(), ingressName(service), service.namespace(), service.apex()));
    }
    return spec;
  }

  private static RoutedService checked(Canary canary) {
    RoutedService service = RoutedService.of(canary);
    ingressName(service);
    if (Boolean.TRUE.equals(service.analysis().mirror())) {
      throw new ProblemException(
          "MirroringNotSupported",
          "NGINX cannot mirror requests to the canary: remove spec.analysis.mirror, or set"
              + " spec.provider to istio or gatewayapi:v1");
    }
    return service;
  }

  private static String canaryIngress(RoutedService service) {
    return ingressName(service) + "-canary";
  }

  private static String ingressName(RoutedService service) {
    IngressRef ingress = service.owner().getSpec().ingressRef();
    if (ingress == null || ingress.name().isEmpty()) {
      throw new ProblemException(
          "IngressRefMissing",
          "spec.ingressRef is missing: name the Ingress by which users reach %s.%s"
              .formatted(service.apex(), service.namespace()));
    }
    return ingress.name();
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
