package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import dev.sluice.playground.world.load.Load;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Rollouts that are judged by evidence, every two seconds. */
class SequentialScenariosTest {
  private static final String ERRORS =
      "{name: request-success-rate, compare: {kind: ErrorRatio, harmPoints: 3}}";
  private static final Pattern CANARY_REQUESTS =
      Pattern.compile("errors of ([0-9,]+) requests, primary");

  @Test
  void promotesAGoodVersionAndSaysOnWhichEvidence() {
    App app = App.running();
    try (Load load = app.load(40)) {
      app.declare(Specs.sequential("soak: 5s, deadline: 60s, onInconclusive: Hold", ERRORS));
      app.awaitPhase("Initialized");
      app.ship("1.1.0");
      Canary canary = app.awaitPhase("Succeeded");

      assertThat(canary.getStatus().history().getFirst().reason())
          .matches("canary 0% errors of .* shown to be no worse.*fit for promotion");
      assertThat(app.events())
          .anyMatch(text -> text.matches("Promoting podinfo.*: canary 0% errors of .*"));
      assertThat(canary.getStatus().checks())
          .singleElement()
          .satisfies(
              check -> {
                assertThat(check.verdict()).isEqualTo("Passed");
                assertThat(check.value()).isEqualTo(100);
                assertThat(check.primaryValue()).isEqualTo(100);
                assertThat(check.evidence()).isLessThan(1);
              });
      assertThat(load.report().failures()).isZero();
    }
  }

  @Test
  void rollsBackErrorsWithinAStepAndSaysOnWhichEvidence() {
    App app = App.running();
    try (Load load = app.load(40)) {
      app.declare(Specs.sequential("soak: 5s, deadline: 60s", ERRORS));
      app.awaitPhase("Initialized");
      app.ship("1.2.0-errors50");
      Canary canary = app.awaitPhase("Failed");

      CanaryStatus status = canary.getStatus();
      assertThat(status.rollout().failure().reason()).isEqualTo("Regression");
      assertThat(status.rollout().failure().message())
          .matches(
              "canary [0-9.]+% errors of .*; evidence (less than )?1 in .* this is chance; rolled back");
      assertThat(status.rollout().step()).isEqualTo(1);
      assertThat(status.rollout().verdict()).isEqualTo(status.rollout().failure().message());
      assertThat(status.checks())
          .singleElement()
          .satisfies(
              check -> {
                assertThat(check.verdict()).isEqualTo("Critical");
                assertThat(check.value()).isLessThan(90);
                assertThat(check.primaryValue()).isEqualTo(100);
                assertThat(check.evidence()).isGreaterThan(1.3);
              });
      assertThat(app.events())
          .contains(
              "Rolling back podinfo."
                  + app.namespace()
                  + " regression: "
                  + status.rollout().failure().message());
      assertThat(load.report().version("1.0.0").failures()).isZero();
    }
  }

  @Test
  void rollsBackASlowVersion() {
    App app = App.running();
    try (Load load = app.load(40)) {
      app.declare(
          Specs.sequential(
              "soak: 5s, deadline: 60s",
              "{name: request-duration, compare: {kind: Latency, harm: 100, harmPoints: 3}}"));
      app.awaitPhase("Initialized");
      app.ship("1.3.0-slow400");
      Canary canary = app.awaitPhase("Failed");

      assertThat(canary.getStatus().rollout().failure().reason()).isEqualTo("Regression");
      assertThat(canary.getStatus().rollout().failure().message()).startsWith("canary p99 ");
      assertThat(load.report().failures()).isZero();
    }
  }

  @Test
  void waitsForAPersonWhenTheTrafficIsTooLowToDecide() {
    App app = App.running();
    try (Load load = app.load(2)) {
      app.declare(Specs.sequential("soak: 2s, deadline: 8s, onInconclusive: Hold", ERRORS));
      app.awaitPhase("Initialized");
      app.ship("1.1.0");
      Canary waiting = app.awaitPhase("Waiting");
      assertThat(waiting.getStatus().rollout().verdict())
          .contains("still undecided after")
          .endsWith("a person must decide");
      assertThat(waiting.getStatus().conditions())
          .anyMatch(
              condition ->
                  "Waiting for a person, the evidence gave no verdict in its time."
                      .equals(condition.message()));
      assertThat(app.events())
          .anyMatch(
              text -> text.matches("Halt .* advancement waiting for approval: .*undecided.*"));

      app.ask("1", "resume");
      app.awaitPhase("Succeeded");
      assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
      assertThat(load.report().failures()).isZero();
    }
  }

  @Test
  void goesBackWhenTheBakeFails() {
    App app = App.running();
    try (Load load = app.load(40)) {
      app.configure("0");
      app.declare(
          Specs.sequential("soak: 2s, deadline: 5s", ERRORS)
              .replace("analysis:", "analysis:\n  bake: 60s"));
      app.awaitPhase("Initialized");
      // What the bake compares with: the primary's own past.
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> load.report().version("1.0.0").requests() > 1000);
      app.ship("1.1.0");
      app.await(found -> stage(found).equals("BAKING"), "the bake");
      assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
      app.configure("50%");
      Canary canary = app.awaitPhase("Failed");

      assertThat(canary.getStatus().rollout().failure().reason()).isEqualTo("BakeFailed");
      assertThat(canary.getStatus().rollout().failure().message())
          .startsWith("Bake failed: now ")
          .contains("before the rollout");
      app.await(found -> stage(found).equals("FAILED"), "the way back");
      assertThat(app.image("podinfo-primary")).endsWith(":1.0.0");
      assertThat(load.report().requests()).isPositive();
    }
  }

  @Test
  void comesToTheSameEvidenceAfterTheOperatorIsStartedAgain() {
    App app = App.running(Stages.bare());
    try (Load load = app.load(40)) {
      Canary before;
      try (Mortal first = Mortal.immortal(app)) {
        // A good version inside its soak: nothing is decided while the operator changes.
        app.declare(Specs.sequential("soak: 5m, deadline: 10m", ERRORS));
        app.awaitPhase("Initialized");
        app.ship("1.1.0");
        before = app.await(found -> requests(found) >= 60, "some evidence");
        assertThat(first.isDead()).isFalse();
      }
      Instant restarted = Instant.now();
      try (Mortal second = Mortal.immortal(app)) {
        Canary after = app.await(found -> checkedAfter(found, restarted), "evidence again");
        assertThat(requests(after)).isGreaterThanOrEqualTo(requests(before));
        assertThat(after.getStatus().rollout().analysisStartedAt())
            .isEqualTo(before.getStatus().rollout().analysisStartedAt());

        app.ship("1.2.0-errors50");
        assertThat(app.awaitPhase("Failed").getStatus().rollout().failure().reason())
            .isEqualTo("Regression");
        assertThat(second.isDead()).isFalse();
      }
      assertThat(load.report().requests()).isPositive();
    }
  }

  private static String stage(Canary canary) {
    return Optional.ofNullable(canary.getStatus())
        .map(CanaryStatus::rollout)
        .map(CanaryStatus.Rollout::stage)
        .orElse("");
  }

  /** Requests of the canary that were judged. */
  private static long requests(Canary canary) {
    String verdict =
        Optional.ofNullable(canary.getStatus())
            .map(CanaryStatus::rollout)
            .map(CanaryStatus.Rollout::verdict)
            .orElse("");
    Matcher matcher = CANARY_REQUESTS.matcher(verdict);
    return matcher.find() ? Long.parseLong(matcher.group(1).replace(",", "")) : 0;
  }

  private static boolean checkedAfter(Canary canary, Instant moment) {
    return canary.getStatus().checks().stream()
        .anyMatch(check -> Instant.parse(check.at()).isAfter(moment));
  }
}
