package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.CanaryStatus.Condition;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What bad input gets: a condition and an event that say what to do; mended, it goes on. */
class BadInputTest {
  private static void assertTold(App app, Condition ready, String reason, String words) {
    assertThat(ready.status()).isEqualTo("False");
    assertThat(ready.reason()).isEqualTo(reason);
    assertThat(ready.message()).contains(words);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> app.events().stream().anyMatch(text -> text.contains(words)));
  }

  @Test
  void aTargetThatIsMissingIsWaitedFor() {
    App app = App.empty();
    app.exposeByIngress();
    app.declare(Specs.UNJUDGED);
    assertTold(app, app.awaitProblem(), "TargetMissing", "podinfo");
    app.deploy();
    app.awaitPhase("Initialized");
    app.awaitNoProblem();
  }

  @Test
  void anIngressThatIsMissingIsWaitedFor() {
    App app = App.empty();
    app.deploy();
    app.declare(Specs.UNJUDGED);
    Condition ready = app.awaitProblem();
    assertThat(ready.message()).contains("podinfo").containsIgnoringCase("ingress");
    app.exposeByIngress();
    app.awaitPhase("Initialized");
    app.awaitNoProblem();
  }

  @Test
  void aProviderThatIsNotThereYetIsNamedWithThoseThatAre() {
    App app = App.running();
    app.declare(Specs.UNJUDGED.replace("provider: nginx", "provider: linkerd"));
    assertTold(app, app.awaitProblem(), "ProviderNotSupported", "istio, nginx");
  }

  @Test
  void anIntervalThatCannotBeReadChangesNothing() {
    App app = App.running();
    app.declare(Specs.UNJUDGED);
    app.awaitPhase("Initialized");
    app.patch("{\"spec\":{\"analysis\":{\"interval\":\"1m5x\"}}}");
    Condition ready = app.awaitProblem();
    assertThat(ready.message()).contains("spec.analysis.interval");
    assertThat(app.status().phase()).isEqualTo("Initialized");
    app.patch("{\"spec\":{\"analysis\":{\"interval\":\"1s\"}}}");
    app.awaitNoProblem();
  }

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
    assertThat(app.awaitProblem().message()).contains("app.kubernetes.io/name");
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
    assertThat(app.events()).anyMatch(text -> text.contains("Prometheus query failed"));
    assertThat(app.image("podinfo-primary")).endsWith(":1.0.0");
  }
}
