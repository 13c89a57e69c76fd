package dev.sluice.operator.metrics;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanarySpec;
import java.util.Map;

/**
 * What a query template can name (A10.2).
 *
 * @param name of the Canary
 * @param target name of the target workload, or of that of another arm; also {@code arm}
 * @param service name of the apex service
 * @param ingress name of the Ingress, the target's if there is none
 * @param route name of the route, the target's if there is none
 * @param interval over which rates are taken; may be empty for a MetricTemplate
 */
record TemplateModel(
    String name,
    String namespace,
    String target,
    String service,
    String ingress,
    String route,
    String interval,
    Map<String, String> variables) {

  static TemplateModel of(Canary canary, String interval, Map<String, String> variables) {
    CanarySpec spec = canary.getSpec();
    String target = spec.targetRef().name();
    String service = spec.service() == null ? null : spec.service().name();
    return new TemplateModel(
        canary.getMetadata().getName(),
        canary.getMetadata().getNamespace(),
        target,
        service == null || service.isEmpty() ? target : service,
        spec.ingressRef() == null ? target : spec.ingressRef().name(),
        spec.routeRef() == null ? target : spec.routeRef().name(),
        interval,
        variables);
  }

  TemplateModel withTarget(String other) {
    return new TemplateModel(name, namespace, other, service, ingress, route, interval, variables);
  }

  TemplateModel withRoute(String other) {
    return new TemplateModel(name, namespace, target, service, ingress, other, interval, variables);
  }

  /**
   * Skipper writes an underscore for everything in a name that is not a letter, digit or
   * underscore.
   */
  TemplateModel encodedForSkipper() {
    return new TemplateModel(
        encoded(name),
        encoded(namespace),
        encoded(target),
        encoded(service),
        encoded(ingress),
        route,
        interval,
        variables);
  }

  private static String encoded(String text) {
    return text.replaceAll("\\W", "_");
  }
}
