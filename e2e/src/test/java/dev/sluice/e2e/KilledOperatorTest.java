package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.playground.world.load.Load;
import dev.sluice.playground.world.load.LoadReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The operator is killed after every single write to the API server, and every call of a hook, that
 * it has not been killed after before, and started again: the status is its only memory, and nobody
 * else notices.
 */
class KilledOperatorTest {
  private static final Duration QUIET = Duration.ofMillis(1500);

  @Test
  void aPromotionEndsAsIfNothingHadHappened() {
    App app = App.running(Stages.bare());
    try (HookServer hooks = new HookServer();
        Load load = app.load(20);
        Witness witness = new Witness(app)) {
      app.declare(Specs.WEIGHTED + hooks.asSpec() + hooks.gates());
      Lives lives = new Lives(app, Mortal.options(app));
      hooks.watchedBy(call -> lives.mayDieAfter("hook " + call));
      lives.dieUntil("Initialized", QUIET);
      app.ship("1.1.0");
      lives.dieUntil("Succeeded", QUIET);

      assertThat(lives.deaths()).hasSizeGreaterThan(30);
      assertThat(Ending.of(app)).isEqualTo(undisturbed("1.1.0", "Succeeded"));
      assertThat(witness.phases())
          .containsExactly(
              "Initializing",
              "Initialized",
              "Waiting",
              "Progressing",
              "Promoting",
              "Finalising",
              "Succeeded");
      assertThat(witness.weights()).containsExactly(0, 20, 40, 0);
      // A weight that nobody wrote down is taken back first.
      assertThat(witness.routedWeights()).containsOnly(0, 20, 40);
      assertThat(witness.primaryVersions()).containsExactly("1.0.0", "1.1.0");
      assertThat(hooks.calls("pre-rollout")).hasSize(1);
      assertThat(hooks.calls("post-rollout")).hasSize(1);
      assertDiedAfterHooks(lives);
      LoadReport report = load.report();
      assertThat(report.failures()).isZero();
    }
  }

  @Test
  void aRollbackEndsAsIfNothingHadHappened() {
    App app = App.running(Stages.bare());
    try (HookServer hooks = new HookServer();
        Load load = app.load(20);
        Witness witness = new Witness(app)) {
      app.declare(Specs.WEIGHTED + hooks.asSpec() + hooks.gates());
      Lives lives = new Lives(app, Mortal.options(app));
      hooks.watchedBy(call -> lives.mayDieAfter("hook " + call));
      lives.dieUntil("Initialized", QUIET);
      app.ship("1.2.0-errors100");
      lives.dieUntil("Failed", QUIET);

      assertThat(lives.deaths()).hasSizeGreaterThan(25);
      assertThat(Ending.of(app)).isEqualTo(undisturbed("1.2.0-errors100", "Failed"));
      assertThat(witness.phases())
          .containsExactly("Initializing", "Initialized", "Waiting", "Progressing", "Failed");
      assertThat(witness.weights()).containsExactly(0, 20, 0);
      assertThat(witness.routedWeights()).containsOnly(0, 20);
      assertThat(witness.primaryVersions()).containsExactly("1.0.0");
      assertThat(hooks.calls("pre-rollout")).hasSize(1);
      assertThat(hooks.calls("post-rollout")).hasSize(1);
      assertDiedAfterHooks(lives);
      assertThat(load.report().version("1.0.0").failures()).isZero();
    }
  }

  private static void assertDiedAfterHooks(Lives lives) {
    for (String hook : List.of("start", "pre-rollout", "more", "test", "post-rollout")) {
      assertThat(lives.deaths()).anyMatch(what -> what.startsWith("hook " + hook + " "));
    }
  }

  private static Ending undisturbed(String version, String phase) {
    App app = App.running(Stages.bare());
    try (HookServer hooks = new HookServer();
        Load _ = app.load(20);
        Mortal life = Mortal.immortal(app)) {
      app.declare(Specs.WEIGHTED + hooks.asSpec() + hooks.gates());
      app.awaitPhase("Initialized");
      app.ship(version);
      app.awaitPhase(phase);
      await().atMost(Duration.ofMinutes(1)).until(() -> life.isIdleFor(QUIET));
      return Ending.of(app);
    }
  }
}
