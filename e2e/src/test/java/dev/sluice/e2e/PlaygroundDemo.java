package dev.sluice.e2e;

import dev.sluice.playground.world.load.VersionReader;

/** The playground's own, whose tag is its behaviour. */
final class PlaygroundDemo implements Demo {
  private static final String FIRST = "sluice.dev/demo:1.0.0";
  private static final String MANIFESTS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: podinfo}
      spec:
        replicas: 2
        selector: {matchLabels: {app: podinfo}}
        template:
          metadata: {labels: {app: podinfo}}
          spec:
            containers:
            - name: app
              image: sluice.dev/demo:1.0.0
              ports: [{name: http, containerPort: 8080}]
              readinessProbe: {httpGet: {path: /readyz, port: http}, periodSeconds: 1, timeoutSeconds: 60}
      ---
      """
          + SERVICE;

  @Override
  public String manifests(String version) {
    return MANIFESTS.replace(FIRST, image(version));
  }

  @Override
  public String patch(String version) {
    return """
    {"spec":{"template":{"spec":{"containers":[{"name":"app","image":"%s"}]}}}}
    """
        .formatted(image(version));
  }

  @Override
  public String inScenario(String image) {
    return image;
  }

  @Override
  public VersionReader reader() {
    return VersionReader.HEADER;
  }

  @Override
  public void requireFiles() {
    // They are read at every request.
  }

  private static String image(String version) {
    return "sluice.dev/demo:" + version;
  }
}
