package dev.sluice.cli.bench;

/** Manifests as many teams have them. */
final class BenchManifests {
  private BenchManifests() {}

  /** Five objects of an application. */
  static String application(int number) {
    return """
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: app-%1$d}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: app-%1$d}
    data:
      application.yaml: |
        server: {port: 8080}
        greeting: Hello from application %1$d
        features: [search, basket, checkout, archive, prices]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: app-%1$d}
    rules:
    - {apiGroups: [""], resources: [configmaps], verbs: [get, list, watch]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: app-%1$d}
    spec:
      selector: {app: app-%1$d}
      ports: [{name: http, port: 80, targetPort: http}]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: app-%1$d}
    spec:
      replicas: 2
      selector: {matchLabels: {app: app-%1$d}}
      template:
        metadata: {labels: {app: app-%1$d}}
        spec:
          serviceAccountName: app-%1$d
          containers:
          - name: app
            image: registry.example.com/app-%1$d:1.0.0
            ports: [{name: http, containerPort: 8080}]
            readinessProbe: {httpGet: {path: /readyz, port: http}}
            resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
            volumeMounts: [{name: config, mountPath: /config}]
          volumes: [{name: config, configMap: {name: app-%1$d}}]
    """
        .formatted(number);
  }
}
