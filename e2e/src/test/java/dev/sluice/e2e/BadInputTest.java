package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.CanaryStatus.Condition;
import dev.sluice.playground.world.World;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What bad input gets: a condition and an event that say what to do, and no request while nothing
 * changes; mended, it goes on by itself.
 */
class BadInputTest {
  @Test
  void aTargetThatIsMissingIsWaitedFor() {
    App app = App.empty();
    app.exposeByIngress();
    app.declare(Specs.UNJUDGED);
    assertBlocked(app, "TargetMissing", "podinfo");
    app.deploy();
    assertMended(app);
  }

  @Test
  void anIngressThatIsMissingIsWaitedFor() {
    App app = App.empty();
    app.deploy();
    app.declare(Specs.UNJUDGED);
    assertBlocked(app, "IngressNotFound", "Ingress podinfo");
    app.exposeByIngress();
    assertMended(app);
  }

  @Test
  void aProviderThatIsNotThereYetIsNamedWithThoseThatAre() {
    App app = App.running();
    app.declare(Specs.UNJUDGED.replace("provider: nginx", "provider: linkerd"));
    assertBlocked(app, "ProviderNotSupported", "istio, nginx");
    app.patch("{\"spec\":{\"provider\":\"nginx\"}}");
    assertMended(app);
  }

  @Test
  void aGatewayThatIsMissingIsWaitedFor() {
    App app = App.running();
    app.declare(
        Specs.unjudged("gatewayapi:v1", app)
            .replace(app.cluster().gatewayRef(), "{name: nowhere, namespace: nowhere}"));
    Condition ready = app.awaitProblem();
    assertThat(ready.message()).contains("nowhere");
    assertTold(app, "nowhere");
    app.patch(
        "{\"spec\":{\"service\":{\"gatewayRefs\":[{\"name\":\"%s\",\"namespace\":\"%s\"}]}}}"
            .formatted(World.GATEWAY_NAME, World.GATEWAY_NAMESPACE));
    assertMended(app);
  }

  @Test
  void anIntervalThatCannotBeReadChangesNothing() {
    App app = App.running();
    app.declare(Specs.UNJUDGED);
    app.awaitPhase("Initialized");
    app.patch("{\"spec\":{\"analysis\":{\"interval\":\"1m5x\"}}}");
    assertBlocked(app, "DurationUnreadable", "spec.analysis.interval");
    app.patch("{\"spec\":{\"analysis\":{\"interval\":\"1s\"}}}");
    assertMended(app);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"stepWeight\":150}", "{\"maxWeight\":101}"})
  void aWeightOverAHundredIsRefusedOrToldAndChangesNothing(String analysis) {
    App app = App.running();
    app.declare(Specs.UNJUDGED);
    app.awaitPhase("Initialized");
    app.patch("{\"spec\":{\"analysis\":%s}}".formatted(analysis));
    assertBlocked(app, "InvalidSpec", "is over 100; weights are percent");
    app.patch("{\"spec\":{\"analysis\":{\"stepWeight\":20,\"maxWeight\":40}}}");
    assertMended(app);
  }

  @Test
  void twoStrategiesAtOnceAreRefusedWithWhatToWrite() {
    App app = App.running();
    assertThatThrownBy(
            () ->
                app.declare(
                    Specs.UNJUDGED.replace(
                        "stepWeight: 20", "stepWeight: 20\n  steps: [{weight: 10}]")))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("write exactly one of stepWeight, stepWeights and steps");
  }

  @Tag("A3:18")
  @Test
  void aSecondCanaryOfATargetWaitsAndSaysWhoseItIs() {
    App app = App.running();
    app.declare(Specs.UNJUDGED);
    app.awaitPhase("Initialized");
    app.declare("second", Specs.UNJUDGED);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                Optional.ofNullable(app.canary("second").get().getStatus()).stream()
                    .flatMap(status -> status.conditions().stream())
                    .anyMatch(
                        condition ->
                            condition.type().equals("Stalled")
                                && condition.message().contains("the Canary podinfo")));
    assertThat(app.status().phase()).isEqualTo("Initialized");
    assertTold(app, "the Canary podinfo");
    app.awaitQuiet();

    app.canary().delete();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> "Initialized".equals(app.canary("second").get().getStatus().phase()));
  }

  @Test
  void aTargetWithoutASelectorLabelIsToldWhichLabelsAreLookedFor() {
    App app = App.empty();
    app.exposeByIngress();
    app.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: podinfo}
        spec:
          selector: {matchLabels: {component: web}}
          template:
            metadata: {labels: {component: web}}
            spec:
              containers: [{name: app, image: "sluice.dev/demo:1.0.0"}]
        """);
    app.declare(Specs.UNJUDGED);
    assertBlocked(app, "SelectorLabelMissing", "app.kubernetes.io/name");
    app.deployment(App.NAME).delete();
    await().atMost(Duration.ofSeconds(60)).until(() -> app.deployment(App.NAME).get() == null);
    app.deploy();
    assertMended(app);
  }

  @Test
  void aPrometheusThatIsAwayFailsChecksAndSaysSo() {
    App app = App.running();
    app.declare(
        Specs.WEIGHTED.replace(
            "provider: nginx", "provider: nginx\nmetricsServer: http://127.0.0.1:9"));
    app.awaitPhase("Initialized");
    app.ship("1.1.0");
    app.awaitPhase("Failed");
    assertTold(app, "Prometheus query failed");
    assertThat(app.image("podinfo-primary")).endsWith(":1.0.0");
    assertThat(app.status().checks())
        .anySatisfy(check -> assertThat(check.message()).contains("cannot connect to 127.0.0.1:9"));
  }

  @ParameterizedTest
  @EnumSource(names = {"SLOW", "CONFUSED"})
  void aPrometheusThatIsSlowOrTalksNonsenseHoldsTheRolloutUntilItIsWell(
      FlakyPrometheus.Health health) {
    App app = App.running();
    try (FlakyPrometheus prometheus = new FlakyPrometheus(health)) {
      app.declare(Specs.PATIENT.formatted(prometheus.url()));
      app.awaitPhase("Initialized");
      app.ship("1.1.0");
      assertTold(app, "Prometheus query failed");
      app.awaitCondition("Reconciling", "Prometheus query failed");
      assertThat(app.image("podinfo-primary")).endsWith(":1.0.0");
      prometheus.is(FlakyPrometheus.Health.WELL);
      app.awaitPhase("Succeeded");
    }
  }

  @Test
  void aTemplateAndItsSecretThatAreMissingAreToldOneAfterTheOther() {
    App app = App.running();
    app.declare(Specs.TEMPLATED);
    app.awaitPhase("Initialized");
    app.ship("1.1.0");
    assertTold(app, "metrictemplate.flagger.app \"mine\" not found; create it");
    app.apply(
        """
        apiVersion: flagger.app/v1beta1
        kind: MetricTemplate
        metadata: {name: mine}
        spec:
          provider: {type: prometheus, address: "%s", secretRef: {name: key}}
          query: vector(100)
        """
            .formatted(app.cluster().prometheus()));
    assertTold(app, "secret \"key\" not found");
    app.awaitCondition("Reconciling", "secret \"key\" not found");
    assertThat(app.image("podinfo-primary")).endsWith(":1.0.0");
    app.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: key}
        stringData: {token: t0ken}
        """);
    app.awaitPhase("Succeeded");
  }

  @Test
  void hooksThatHangHoldNobodyElseUp() {
    App stuck = App.running();
    App other = App.running();
    try (HookServer hooks = HookServer.hanging()) {
      stuck.declare(Specs.UNJUDGED + hooks.asSpec("60s"));
      other.declare(Specs.UNJUDGED);
      stuck.awaitPhase("Initialized");
      other.awaitPhase("Initialized");
      stuck.ship("1.1.0");
      await().atMost(Duration.ofSeconds(60)).until(() -> !hooks.calls("pre-rollout").isEmpty());
      other.ship("1.1.0");
      other.awaitPhase("Succeeded");
      assertThat(stuck.status().canaryWeight()).isZero();
    }
  }

  @Test
  void aHookThatHangsIsToldAndAskedAgain() {
    App app = App.running();
    try (HookServer hooks = HookServer.hanging()) {
      app.declare(Specs.UNJUDGED.replace("threshold: 2", "threshold: 50") + hooks.asSpec("1s"));
      app.awaitPhase("Initialized");
      app.ship("1.1.0");
      assertTold(app, "giving up after 1 attempt(s): no answer from 127.0.0.1");
      assertThat(app.status().canaryWeight()).isZero();
      hooks.recover();
      app.awaitPhase("Succeeded");
    }
  }

  @Test
  void aPrimaryThatSomebodyEditedGetsTheLastGoodRevisionAgain() {
    App app = App.running();
    app.declare(Specs.UNJUDGED);
    app.awaitPhase("Initialized");
    try (Witness witness = new Witness(app)) {
      app.setImage("podinfo-primary", "9.9.9");
      assertTold(app, "podinfo-primary." + app.namespace() + " was edited by somebody else");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> app.image("podinfo-primary").endsWith(":1.0.0"));
      assertMended(app);
      assertThat(witness.readyReasons()).contains("PrimaryChanged");
    }
  }

  @Test
  void aPrimaryThatSomebodyDeletedIsMadeAgainInTheMiddleOfARollout() {
    App app = App.running();
    app.declare(Specs.HOLDING);
    app.awaitPhase("Initialized");
    app.ship("1.1.0");
    app.await(found -> found.getStatus().canaryWeight() == 30, "weight 30");
    try (Witness witness = new Witness(app)) {
      app.deployment("podinfo-primary").delete();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  app.deployment("podinfo-primary").get() != null
                      && app.image("podinfo-primary").endsWith(":1.0.0"));
      assertTold(app, "podinfo-primary." + app.namespace() + " was deleted by somebody else");
      app.awaitNoProblem();
      assertThat(witness.readyReasons()).contains("PrimaryChanged");
    }
  }

  @Test
  @Tag("A3:20")
  void aCanaryThatIsDeletedInTheMiddleOfARolloutTakesNothingWithIt() {
    App app = App.running();
    app.declare(Specs.HOLDING);
    app.awaitPhase("Initialized");
    app.ship("1.1.0");
    app.await(found -> found.getStatus().canaryWeight() == 30, "weight 30");
    app.canary().delete();
    await().atMost(Duration.ofSeconds(90)).until(() -> app.canary().get() == null);
    assertThat(app.deployment(App.NAME).get().getStatus().getAvailableReplicas()).isPositive();
    assertTold(app, "Terminated canary podinfo." + app.namespace());
  }

  @Test
  @Tag("A3:20")
  void aCanaryThatIsDeletedGivesItsTargetThePodsBackFirst() {
    App app = App.running();
    app.declare(Specs.UNJUDGED);
    app.awaitPhase("Initialized");
    await()
        .alias(app.namespace() + " has its target at rest")
        .atMost(Duration.ofSeconds(60))
        .until(() -> app.deployment(App.NAME).get().getStatus().getAvailableReplicas() == null);
    app.canary().delete();
    await()
        .alias(app.namespace() + " is Terminating, its Canary is gone when the target is ready")
        .atMost(Duration.ofSeconds(90))
        .until(() -> app.canary().get() == null);
    assertThat(app.deployment(App.NAME).get().getStatus().getAvailableReplicas()).isEqualTo(2);
  }

  /** It says so in a condition and an event, and rests. */
  private static void assertBlocked(App app, String reason, String words) {
    Condition ready = app.awaitProblem();
    assertThat(ready.status()).isEqualTo("False");
    assertThat(ready.reason()).isEqualTo(reason);
    assertThat(ready.message()).contains(words);
    assertTold(app, words);
    app.awaitQuiet();
  }

  private static void assertTold(App app, String words) {
    await()
        .alias(app.namespace() + " tells: " + words)
        .atMost(Duration.ofSeconds(60))
        .until(() -> app.events().stream().anyMatch(text -> text.contains(words)));
  }

  private static void assertMended(App app) {
    app.awaitPhase("Initialized");
    app.awaitNoProblem();
  }
}
