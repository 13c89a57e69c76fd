package dev.sluice.e2e;

import java.util.List;

/** Specs of Canaries, without {@code targetRef}. */
final class Specs {
  private Specs() {}

  /** Two weighted steps through NGINX, judged by errors every two seconds. */
  static final String WEIGHTED =
      """
      provider: nginx
      ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: podinfo}
      progressDeadlineSeconds: 60
      service: {port: 80, targetPort: http}
      analysis:
        interval: 2s
        threshold: 2
        maxWeight: 40
        stepWeight: 20
        metrics:
        - {name: request-success-rate, thresholdRange: {min: 99}, interval: 5s}
      """;

  /** The same without checks: only the time passes. */
  static final String UNJUDGED =
      """
      provider: nginx
      ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: podinfo}
      progressDeadlineSeconds: 60
      service: {port: 80, targetPort: http}
      analysis:
        interval: 1s
        threshold: 2
        maxWeight: 40
        stepWeight: 20
      """;

  /** Judged by a Prometheus of its own, that may be away for a while. */
  static final String PATIENT =
      """
      provider: nginx
      metricsServer: %s
      ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: podinfo}
      progressDeadlineSeconds: 600
      service: {port: 80, targetPort: http}
      analysis:
        interval: 1s
        threshold: 2
        maxWeight: 40
        stepWeight: 20
        metrics:
        - {name: request-success-rate, thresholdRange: {min: 99}, interval: 5s, noData: Hold}
      """;

  /** Judged by a MetricTemplate that may come later. */
  static final String TEMPLATED =
      """
      provider: nginx
      ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: podinfo}
      progressDeadlineSeconds: 600
      service: {port: 80, targetPort: http}
      analysis:
        interval: 1s
        threshold: 2
        maxWeight: 40
        stepWeight: 20
        metrics:
        - {name: mine, templateRef: {name: mine}, thresholdRange: {min: 99}, interval: 5s, noData: Hold}
      """;

  /** Of Istio, which has to be there for clients from outside. */
  static final String ISTIO_GATEWAY = "istio-system/sluice-e2e";

  /** A step that waits for a person. */
  static final String HOLDING =
      """
      provider: nginx
      ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: podinfo}
      progressDeadlineSeconds: 60
      service: {port: 80, targetPort: http}
      analysis:
        interval: 1s
        threshold: 2
        steps:
        - {weight: 30, hold: true}
        - {weight: 60}
      """;

  /** The same, judged by how long requests take. */
  static final String TIMED =
      WEIGHTED.replace(
          "{name: request-success-rate, thresholdRange: {min: 99}, interval: 5s}",
          "{name: request-duration, thresholdRange: {max: 200}, interval: 5s}");

  /** No traffic shifting: blue/green through the Services alone. */
  static final String BLUE_GREEN =
      """
      provider: kubernetes
      progressDeadlineSeconds: 60
      service: {port: 80, targetPort: http}
      analysis: {interval: 1s, threshold: 2, iterations: 2}
      """;

  /** Requests with a header go to the canary. */
  static final String AB_TEST =
      """
      provider: nginx
      ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: podinfo}
      progressDeadlineSeconds: 60
      service: {port: 80, targetPort: http}
      analysis:
        interval: 1s
        threshold: 2
        iterations: 2
        match:
        - headers: {x-user: {exact: insider}}
      """;

  /** All that shift traffic, and the one that does without. */
  static final List<String> PROVIDERS = List.of("nginx", "gatewayapi:v1", "istio", "kubernetes");

  /** Without checks: only the time passes. */
  static String unjudged(String provider, App app) {
    return switch (provider) {
      case "nginx" -> UNJUDGED;
      case "gatewayapi:v1" ->
          throughGateway(app)
              + "analysis: {interval: 1s, threshold: 2, maxWeight: 40, stepWeight: 20}\n";
      case "istio" ->
          """
      provider: istio
      progressDeadlineSeconds: 60
      service: {port: 80, targetPort: http, hosts: [%s], gateways: [%s, mesh]}
      analysis: {interval: 1s, threshold: 2, maxWeight: 40, stepWeight: 20}
      """
              .formatted(app.host(), ISTIO_GATEWAY);
      case "kubernetes" -> BLUE_GREEN;
      default -> throw new IllegalArgumentException(provider);
    };
  }

  /**
   * Through a Gateway that copies every request to the canary, which answers no client.
   *
   * @param hook the only one, a map
   */
  static String mirrored(App app, String hook) {
    return throughGateway(app)
        + "analysis: {interval: 1s, threshold: 2, iterations: 2, mirror: true, webhooks: [%s]}\n"
            .formatted(hook);
  }

  /** Through the Gateway of the cluster, but for the analysis. */
  static String throughGateway(App app) {
    return """
    provider: gatewayapi:v1
    progressDeadlineSeconds: 60
    service:
      port: 80
      targetPort: http
      hosts: [%s]
      gatewayRefs: [%s]
    """
        .formatted(app.host(), app.cluster().gatewayRef());
  }

  /**
   * Two weighted steps of two seconds through NGINX, judged by evidence.
   *
   * @param settings of the judge, in braces they are a map
   * @param metric the only one, a map
   */
  static String sequential(String settings, String metric) {
    return """
    provider: nginx
    ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: podinfo}
    progressDeadlineSeconds: 60
    service: {port: 80, targetPort: http}
    analysis:
      interval: 2s
      threshold: 2
      maxWeight: 40
      stepWeight: 20
      judge: Sequential
      sequential: {%s}
      metrics:
      - %s
    """
        .formatted(settings, metric);
  }
}
