package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import dev.sluice.playground.world.load.Load;
import dev.sluice.playground.world.load.LoadReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RolloutScenariosTest {
  /** What a whole promotion may cost (Flagger: 131). */
  private static final long MOST_REQUESTS = 30;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void promotesAGoodVersionWithoutAFailedClientRequestAndWithFewApiRequests() {
    App app = App.running();
    try (Load load = app.load(30)) {
      app.declare(Specs.WEIGHTED);
      app.awaitPhase("Initialized");
      OptionalLong before = app.countedRequests();
      app.ship("1.1.0");
      Canary canary = app.awaitPhase("Succeeded");
      before.ifPresent(count -> assertThat(app.requests() - count).isBetween(10L, MOST_REQUESTS));
      assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
      assertThat(app.deployment(App.NAME).get().getSpec().getReplicas()).isZero();
      assertThat(app.events())
          .contains(
              "all the metrics providers are available!",
              "New revision detected! Scaling up podinfo." + app.namespace(),
              "Advance podinfo." + app.namespace() + " canary weight 20",
              "Advance podinfo." + app.namespace() + " canary weight 40",
              "Promotion completed! Scaling down podinfo." + app.namespace());
      assertThat(canary.getStatus().history().getFirst().outcome()).isEqualTo("Promoted");
      LoadReport report = load.report();
      assertThat(report.failures()).isZero();
      assertThat(report.version("1.1.0").requests()).isPositive();
    }
  }

  @Test
  void costsNoApiRequestWhileNothingHappens() {
    App app = App.running();
    app.declare(Specs.UNJUDGED);
    app.awaitPhase("Initialized");
    app.awaitQuiet();
    long before = app.requests();
    await()
        .during(Duration.ofSeconds(5))
        .atMost(Duration.ofSeconds(10))
        .until(() -> app.requests() == before);
  }

  @Test
  void rollsBackAVersionWithErrorsAndSaysWhy() {
    App app = App.running();
    try (Load load = app.load(30)) {
      app.declare(Specs.WEIGHTED);
      app.awaitPhase("Initialized");
      app.ship("1.2.0-errors50");
      Canary canary = app.awaitPhase("Failed");
      CanaryStatus status = canary.getStatus();
      assertThat(app.image("podinfo-primary")).endsWith(":1.0.0");
      assertThat(status.canaryWeight()).isZero();
      assertThat(status.rollout().failure().reason()).isEqualTo("FailedChecks");
      assertThat(status.checks())
          .anySatisfy(
              check -> {
                assertThat(check.name()).isEqualTo("request-success-rate");
                assertThat(check.verdict()).isEqualTo("Failed");
                assertThat(check.threshold()).isEqualTo(">= 99%");
                assertThat(check.query()).contains("nginx_ingress_controller_requests");
              });
      assertThat(app.events())
          .contains(
              "Rolling back podinfo." + app.namespace() + " failed checks threshold reached 2",
              "Canary failed! Scaling down podinfo." + app.namespace());
      assertThat(load.report().version("1.0.0").failures()).isZero();
    }
  }

  @Test
  void rollsBackASlowVersion() {
    App app = App.running();
    try (Load load = app.load(30)) {
      app.declare(Specs.TIMED);
      app.awaitPhase("Initialized");
      app.ship("1.3.0-slow600");
      CanaryStatus status = app.awaitPhase("Failed").getStatus();
      assertThat(status.rollout().failure().reason()).isEqualTo("FailedChecks");
      assertThat(status.checks())
          .anySatisfy(
              check -> {
                assertThat(check.name()).isEqualTo("request-duration");
                assertThat(check.verdict()).isEqualTo("Failed");
                assertThat(check.value()).isGreaterThan(200);
              });
      assertThat(app.image("podinfo-primary")).endsWith(":1.0.0");
      assertThat(load.report().failures()).isZero();
    }
  }

  @Test
  void rollsBackAVersionThatNeverGetsReady() {
    App app = App.running();
    app.declare(
        Specs.UNJUDGED.replace("progressDeadlineSeconds: 60", "progressDeadlineSeconds: 5"));
    app.awaitPhase("Initialized");
    app.ship("1.1.0-notready");
    Canary canary = app.awaitPhase("Failed");
    assertThat(canary.getStatus().rollout().failure().reason())
        .isEqualTo("ProgressDeadlineExceeded");
    assertThat(app.image("podinfo-primary")).endsWith(":1.0.0");
  }

  @Test
  void startsAgainWithANewRevisionInTheMiddle() {
    App app = App.running();
    app.declare(Specs.HOLDING);
    app.awaitPhase("Initialized");
    app.ship("1.1.0");
    app.await(found -> found.getStatus().canaryWeight() == 30, "weight 30");
    app.ship("1.2.0");
    app.await(
        found ->
            app.events().stream().anyMatch(text -> text.contains("Restarting analysis"))
                && found.getStatus().canaryWeight() == 30,
        "restarted");
    app.ask("1", "promote");
    app.awaitPhase("Succeeded");
    assertThat(app.image("podinfo-primary")).endsWith(":1.2.0");
    assertThat(app.status().history())
        .extracting(CanaryStatus.Release::outcome)
        .containsExactly("Promoted", "Superseded");
  }

  @Test
  void startsAgainWithNewPodsWhenOnlyAConfigChangesInTheMiddle() {
    App app = App.running();
    app.settings("one");
    try (Load load = app.load(30)) {
      app.declare(Specs.HOLDING);
      app.awaitPhase("Initialized");
      app.settings("two");
      await().atMost(PATIENCE).until(() -> load.report().version("two").requests() > 0);
      app.settings("three");
      await().atMost(PATIENCE).until(() -> load.report().version("three").requests() > 20);
      long before = load.report().version("two").requests();
      app.ask("1", "promote");
      app.awaitPhase("Succeeded");
      LoadReport report = load.report();
      assertThat(report.version("two").requests()).isEqualTo(before);
      assertThat(report.failures()).isZero();
      assertThat(app.events())
          .contains(
              "The configs of podinfo." + app.namespace() + " changed: its pods are replaced");
    }
  }

  @Test
  void aPersonAbortsAndRetriesByAnnotation() {
    App app = App.running();
    app.declare(Specs.HOLDING);
    app.awaitPhase("Initialized");
    app.ship("1.1.0");
    app.await(found -> found.getStatus().canaryWeight() == 30, "weight 30");
    app.ask("1", "abort");
    Canary failed = app.awaitPhase("Failed");
    assertThat(failed.getStatus().rollout().failure().reason()).isEqualTo("Aborted");
    app.ask("2", "retry");
    app.await(found -> found.getStatus().canaryWeight() == 30, "weight 30 again");
    app.ask("3", "promote");
    app.awaitPhase("Succeeded");
    assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
  }

  @Test
  void gatesHoldTheRolloutUntilTheyAgree() {
    App app = App.running();
    try (HookServer gates = new HookServer()) {
      gates.refuse("start", "more", "end");
      app.declare(Specs.UNJUDGED + gates.gatesAsSpec());
      app.awaitPhase("Initialized");
      app.ship("1.1.0");
      app.awaitPhase("Waiting");
      assertThat(app.deployment(App.NAME).get().getSpec().getReplicas()).isZero();
      gates.pass("start");
      await().atMost(PATIENCE).until(() -> !gates.calls("more").isEmpty());
      assertThat(app.status().canaryWeight()).isZero();
      gates.pass("more");
      app.awaitPhase("WaitingPromotion");
      assertThat(app.image("podinfo-primary")).endsWith(":1.0.0");
      gates.pass("end");
      app.awaitPhase("Succeeded");
      assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
      assertThat(gates.calls("test")).isNotEmpty();
    }
  }

  @Test
  void withoutAnalysisAReadyVersionIsPromotedAtOnce() {
    App app = App.running();
    try (Load load = app.load(20);
        Witness witness = new Witness(app)) {
      app.declare(Specs.HOLDING.replace("analysis:", "skipAnalysis: true\nanalysis:"));
      app.awaitPhase("Initialized");
      app.ship("1.1.0");
      app.awaitPhase("Succeeded");
      assertThat(witness.routedWeights()).doesNotContain(30, 60);
      assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
      assertThat(load.report().failures()).isZero();
    }
  }

  @Test
  void aMirroredVersionGetsCopiesAndAnswersNobody() {
    App app = App.running();
    try (HookServer gate = new HookServer();
        Load load = app.load("gatewayapi:v1", 30)) {
      gate.refuse("end");
      app.declare(Specs.mirrored(app, gate.gate()));
      app.awaitPhase("Initialized");
      app.ship("1.1.0");
      app.awaitPhase("WaitingPromotion");
      await().atMost(PATIENCE).until(() -> app.requestsToCanary() > 10);
      assertThat(load.report().version("1.1.0").requests()).isZero();
      gate.pass("end");
      app.awaitPhase("Succeeded");
      assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
    }
  }

  @Test
  void promotesBlueGreenThroughServicesAlone() {
    App app = App.running();
    app.declare(Specs.BLUE_GREEN);
    app.awaitPhase("Initialized");
    app.ship("1.1.0");
    app.awaitPhase("Succeeded");
    assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
  }

  @Test
  void anAbTestSendsOnlyMatchingRequestsToTheCanary() {
    App app = App.running();
    try (Load load = app.load(20)) {
      app.declare(Specs.AB_TEST);
      app.awaitPhase("Initialized");
      app.ship("1.1.0");
      app.await(found -> found.getStatus().iterations() > 0, "first iteration");
      Map<String, String> annotations =
          app.client()
              .network()
              .v1()
              .ingresses()
              .inNamespace(app.namespace())
              .withName("podinfo-canary")
              .get()
              .getMetadata()
              .getAnnotations();
      assertThat(annotations)
          .containsEntry("nginx.ingress.kubernetes.io/canary-by-header", "x-user")
          .containsEntry("nginx.ingress.kubernetes.io/canary-by-header-value", "insider");
      app.awaitPhase("Succeeded");
      assertThat(load.report().failures()).isZero();
    }
  }

  @Test
  void tellsEveryEventOnce() {
    App app = App.running();
    app.declare(Specs.UNJUDGED);
    app.awaitPhase("Initialized");
    app.ship("1.1.0");
    app.awaitPhase("Succeeded");
    List<String> events = app.events();
    assertThat(events).doesNotHaveDuplicates();
  }
}
