package dev.sluice.e2e;

/** What a team's repository declares of the demo app: a Service, a Deployment and a Canary. */
final class TeamManifests {
  private TeamManifests() {}

  /**
   * @param image of the Deployment, to the end of its line
   * @param onRollback of the Canary
   * @param deadline seconds that the pods have to become ready
   */
  static String of(String image, String onRollback, int deadline) {
    return Demo.SERVICE
        + """
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: podinfo}
    spec:
      selector: {matchLabels: {app: podinfo}}
      template:
        metadata: {labels: {app: podinfo}}
        spec:
          containers:
          - name: app
            image: %s
            ports: [{name: http, containerPort: 8080}]
            readinessProbe: {httpGet: {path: /readyz, port: http}, periodSeconds: 1, timeoutSeconds: 60}
    ---
    apiVersion: flagger.app/v1beta1
    kind: Canary
    metadata: {name: podinfo}
    spec:
      provider: kubernetes
      targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
      progressDeadlineSeconds: %d
      service: {port: 80, targetPort: http}
      git: {onRollback: %s}
      analysis: {interval: 1s, threshold: 2, iterations: 2}
    """
            .formatted(image, deadline, onRollback);
  }
}
