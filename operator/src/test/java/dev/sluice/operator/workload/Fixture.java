package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.FakeCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;

/** A cluster with a Canary of podinfo, its target and what the target needs. */
final class Fixture {
  static final String NS = "test";
  static final String PRIMARY = "podinfo-primary";

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  final FakeCluster cluster = new FakeCluster();

  /** A Canary whose spec continues with some lines of YAML, indented by two. */
  static Canary canary(String more) {
    return YAML.unmarshal(
        """
        apiVersion: flagger.app/v1beta1
        kind: Canary
        metadata: {name: podinfo, namespace: test, uid: 11111111-2222-3333-4444-555555555555}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
          analysis: {interval: 10s, threshold: 3, stepWeight: 20}
        """
            + more.indent(2),
        Canary.class);
  }

  static Canary canary() {
    return canary("service: {port: 9898}");
  }

  /** The target, as an API server stores it. */
  void target() {
    cluster.put(
        YAML.unmarshal(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: podinfo
              namespace: test
              labels: {app: podinfo, team: a, kustomize.toolkit.fluxcd.io/name: apps}
              annotations:
                kustomize.toolkit.fluxcd.io/checksum: "1"
                kubectl.kubernetes.io/last-applied-configuration: "{}"
            spec:
              replicas: 3
              minReadySeconds: 5
              progressDeadlineSeconds: 60
              strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
              selector: {matchLabels: {app: podinfo}}
              template:
                metadata:
                  labels: {app: podinfo, tier: web, kustomize.toolkit.fluxcd.io/name: apps}
                  annotations: {prometheus.io/scrape: "true", helm.toolkit.fluxcd.io/x: "1"}
                spec:
                  initContainers:
                  - name: init
                    image: busybox
                    envFrom: [{configMapRef: {name: init-env}}]
                  containers:
                  - name: podinfod
                    image: ghcr.io/stefanprodan/podinfo:6.0.0
                    ports: [{name: http, containerPort: 9898}, {name: metrics, containerPort: 9797}]
                    env:
                    - {name: A, valueFrom: {configMapKeyRef: {name: env, key: a}}}
                    - {name: B, valueFrom: {secretKeyRef: {name: token, key: b}}}
                    - {name: C, valueFrom: {configMapKeyRef: {name: absent, key: c, optional: true}}}
                    envFrom: [{secretRef: {name: registry}}]
                    volumeMounts: [{name: config, mountPath: /etc/config}]
                  - name: istio-proxy
                    image: proxy
                    ports: [{containerPort: 15090}]
                  volumes:
                  - {name: config, configMap: {name: volume}}
                  - {name: all, projected: {sources: [{configMap: {name: env}}, {secret: {name: token}}]}}
                  - {name: shared, configMap: {name: shared}}
                  - {name: scratch, emptyDir: {}}
                  affinity:
                    podAntiAffinity:
                      preferredDuringSchedulingIgnoredDuringExecution:
                      - weight: 1
                        podAffinityTerm:
                          topologyKey: kubernetes.io/hostname
                          labelSelector:
                            matchExpressions: [{key: app, operator: In, values: [podinfo, other]}]
                      requiredDuringSchedulingIgnoredDuringExecution:
                      - topologyKey: zone
                        labelSelector: {matchLabels: {app: podinfo, tier: web}}
                  topologySpreadConstraints:
                  - maxSkew: 1
                    topologyKey: zone
                    whenUnsatisfiable: DoNotSchedule
                    labelSelector: {matchLabels: {app: podinfo}}
            """,
            Deployment.class));
    for (var name : new String[] {"init-env", "env", "volume"}) {
      config(name, Map.of("key", name));
    }
    secret("token", "Opaque", Map.of("b", "secret"));
    secret("registry", "kubernetes.io/dockerconfigjson", Map.of(".dockerconfigjson", "{}"));
    cluster.put(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(NS)
            .withName("shared")
            .addToAnnotations("flagger.app/config-tracking", "disabled")
            .endMetadata()
            .withData(Map.of("key", "shared"))
            .build());
  }

  void config(String name, Map<String, String> data) {
    cluster.put(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(NS)
            .withName(name)
            .addToLabels("team", "a")
            .endMetadata()
            .withData(data)
            .build());
  }

  void secret(String name, String type, Map<String, String> data) {
    var builder =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(NS)
            .withName(name)
            .endMetadata()
            .withType(type);
    data.forEach(
        (key, value) ->
            builder.addToData(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    cluster.put(builder.build());
  }

  void autoscaler(int min, int max) {
    cluster.put(
        YAML.unmarshal(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              {name: podinfo, namespace: test, labels: {a: b, helm.toolkit.fluxcd.io/name: x}}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
              minReplicas: %d
              maxReplicas: %d
              metrics:
              - type: Resource
                resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}
              behavior: {scaleDown: {stabilizationWindowSeconds: 60}}
            """
                .formatted(min, max),
            HorizontalPodAutoscaler.class));
  }

  Deployment deployment(String name) {
    return cluster.get(Deployment.class, NS, name).orElseThrow();
  }

  void edit(String name, Consumer<Deployment> change) {
    cluster.edit(Deployment.class, NS, name, change);
  }

  void image(String name, String image) {
    edit(
        name,
        deployment ->
            deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .setImage(image));
  }

  String image(String name) {
    return deployment(name).getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
  }

  static <T> T yaml(String text, Class<T> type) {
    return YAML.unmarshal("---\n" + text, type);
  }
}
