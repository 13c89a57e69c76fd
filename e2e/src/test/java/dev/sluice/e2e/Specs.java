package dev.sluice.e2e;

import dev.sluice.playground.world.World;
import java.util.Map;

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

  /** Weights through a Gateway. */
  static final String GATEWAY =
      """
      provider: gatewayapi:v1
      progressDeadlineSeconds: 60
      service:
        port: 80
        targetPort: http
        gatewayRefs: [{name: %s, namespace: %s}]
      analysis:
        interval: 1s
        threshold: 2
        maxWeight: 40
        stepWeight: 20
      """;

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

  /** Through a Gateway that copies every request to the canary, which answers no client. */
  static final String MIRRORED =
      """
      provider: gatewayapi:v1
      progressDeadlineSeconds: 60
      service:
        port: 80
        targetPort: http
        hosts: [%s.example.com]
        gatewayRefs: [{name: gateway, namespace: sluice-playground}]
      analysis: {interval: 1s, threshold: 2, iterations: 2, mirror: true, webhooks: [%s]}
      """;

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

  /** Two weighted steps through Istio, which nothing here obeys. */
  static final String ISTIO =
      """
      provider: istio
      progressDeadlineSeconds: 60
      service: {port: 80, targetPort: http}
      analysis: {interval: 1s, threshold: 2, maxWeight: 40, stepWeight: 20}
      """;

  /** Without checks, through everything that shifts traffic, by the provider's name. */
  static final Map<String, String> UNJUDGED_BY_PROVIDER =
      Map.of(
          "nginx",
          UNJUDGED,
          "gatewayapi:v1",
          GATEWAY.formatted(World.GATEWAY_NAME, World.GATEWAY_NAMESPACE),
          "istio",
          ISTIO,
          "kubernetes",
          BLUE_GREEN);

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
