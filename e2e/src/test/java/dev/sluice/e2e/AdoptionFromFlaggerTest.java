package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.Canary;
import dev.sluice.playground.world.load.Load;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Flagger has worked in a namespace; it is stopped and Sluice started. */
@Tag("A2")
@Tag("A3.2")
@Tag("A4")
class AdoptionFromFlaggerTest {
  /** What Flagger 1.44 creates for a target of two pods, with its own field manager. */
  private static final String PRIMARY =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: podinfo-primary
        labels: {app: podinfo-primary}
        ownerReferences: [OWNER]
      spec:
        replicas: 2
        selector: {matchLabels: {app: podinfo-primary}}
        template:
          metadata:
            labels: {app: podinfo-primary}
            annotations: {flagger-id: 3f6e3f0e-9c56-4a7e-8d5f-0d9f6f0c8d11}
          spec:
            containers:
            - name: app
              image: sluice.dev/demo:1.0.0
              ports: [{name: http, containerPort: 8080}]
              readinessProbe: {httpGet: {path: /readyz, port: http}, periodSeconds: 1, timeoutSeconds: 60}
      """;

  private static final String ROUTES =
      """
      apiVersion: v1
      kind: Service
      metadata:
        name: podinfo-primary
        labels: {app: podinfo-primary}
        ownerReferences: [OWNER]
      spec:
        type: ClusterIP
        selector: {app: podinfo-primary}
        ports: [{name: http, protocol: TCP, port: 80, targetPort: http}]
      ---
      apiVersion: v1
      kind: Service
      metadata:
        name: podinfo-canary
        labels: {app: podinfo-canary}
        ownerReferences: [OWNER]
      spec:
        type: ClusterIP
        selector: {app: podinfo}
        ports: [{name: http, protocol: TCP, port: 80, targetPort: http}]
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: podinfo-canary
        annotations:
          nginx.ingress.kubernetes.io/canary: "true"
          nginx.ingress.kubernetes.io/canary-weight: "0"
        ownerReferences: [OWNER]
      spec:
        ingressClassName: nginx
        rules:
        - host: HOST.example.com
          http:
            paths:
            - path: /
              pathType: Prefix
              backend: {service: {name: podinfo-canary, port: {number: 80}}}
      """;

  private static final String OWNER =
      "{apiVersion: flagger.app/v1beta1, kind: Canary, name: podinfo, uid: UID, controller: true, blockOwnerDeletion: true}";

  private static final String STATUS =
      """
      {"status": {
        "phase": "PHASE", "canaryWeight": 0, "failedChecks": 0, "iterations": 0,
        "lastAppliedSpec": "5cf4b5b6d8", "lastPromotedSpec": "5cf4b5b6d8",
        "lastTransitionTime": "2026-11-01T10:00:00Z", "trackedConfigs": {},
        "conditions": [{
          "type": "Promoted", "status": "True", "reason": "PHASE", "message": "Deployment initialization completed.",
          "lastUpdateTime": "2026-11-01T10:00:00Z", "lastTransitionTime": "2026-11-01T10:00:00Z"}]}}
      """;

  @Test
  void whatFlaggerInitialisedIsTakenOverWithoutAnOutageAndWithoutARollout() {
    App app = App.running(Stages.playground());
    app.declare(Specs.UNJUDGED);
    asFlagger(app, "Initialized");
    Set<String> pods = primaryPods(app);
    try (Load load = app.load(20);
        Mortal operator = Mortal.immortal(app)) {
      app.await(canary -> canary.getStatus().rollout() != null, "taken over");
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> operator.isIdleFor(Duration.ofMillis(1500)));

      assertThat(app.status().phase()).isIn("Initialized", "Succeeded");
      assertThat(app.events()).noneMatch(text -> text.contains("New revision"));
      assertThat(app.status().history()).isEmpty();
      assertThat(primaryPods(app)).isEqualTo(pods);
      assertThat(app.deployment(App.NAME).get().getSpec().getReplicas()).isZero();
      assertThat(app.status().conditions())
          .anySatisfy(
              condition -> {
                assertThat(condition.type()).isEqualTo("Ready");
                assertThat(condition.status()).isEqualTo("True");
              });

      app.ship("1.1.0");
      app.await(canary -> !canary.getStatus().history().isEmpty(), "promoted");
      assertThat(app.status().history().getFirst().outcome()).isEqualTo("Promoted");
      assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
      assertThat(load.report().failures()).isZero();
    }
  }

  @Test
  void whatHadFailedUnderFlaggerIsNotTriedAgain() {
    App app = App.running(Stages.playground());
    app.declare(Specs.UNJUDGED);
    asFlagger(app, "Failed");
    app.ship("1.1.0");
    try (Mortal operator = Mortal.immortal(app)) {
      app.await(canary -> canary.getStatus().rollout() != null, "taken over");
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> operator.isIdleFor(Duration.ofMillis(1500)));

      assertThat(app.status().phase()).isEqualTo("Failed");
      assertThat(app.image("podinfo-primary")).endsWith(":1.0.0");
      app.ship("1.2.0");
      app.awaitPhase("Succeeded");
      assertThat(app.image("podinfo-primary")).endsWith(":1.2.0");
    }
  }

  /** Leaves the namespace as Flagger does. */
  private static void asFlagger(App app, String phase) {
    String owner = OWNER.replace("UID", app.canary().get().getMetadata().getUid());
    try (KubernetesClient flagger =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(app.cluster().config())
                    .withUserAgent("flagger/v0.0.0 (linux/amd64) kubernetes/$Format")
                    .build())
            .build()) {
      create(flagger, app, PRIMARY.replace("OWNER", owner));
      app.deployment("podinfo-primary").waitUntilReady(180, TimeUnit.SECONDS);
      create(flagger, app, ROUTES.replace("OWNER", owner).replace("HOST", app.namespace()));
      flagger
          .services()
          .inNamespace(app.namespace())
          .withName(App.NAME)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"spec\":{\"selector\":{\"app\":\"podinfo-primary\"}}}");
      flagger
          .apps()
          .deployments()
          .inNamespace(app.namespace())
          .withName(App.NAME)
          .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":0}}");
      flagger
          .resources(Canary.class)
          .inNamespace(app.namespace())
          .withName(App.NAME)
          .subresource("status")
          .patch(PatchContext.of(PatchType.JSON_MERGE), STATUS.replace("PHASE", phase));
    }
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> pods(app, App.NAME).isEmpty() && primaryPods(app).size() == 2);
  }

  private static void create(KubernetesClient client, App app, String manifests) {
    client
        .load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)))
        .inNamespace(app.namespace())
        .create();
  }

  private static Set<String> primaryPods(App app) {
    return pods(app, "podinfo-primary").stream()
        .map(Pod::getMetadata)
        .map(ObjectMeta::getUid)
        .collect(Collectors.toSet());
  }

  private static List<Pod> pods(App app, String label) {
    return Objects.requireNonNull(
        app.client().pods().inNamespace(app.namespace()).withLabel("app", label).list().getItems());
  }
}
