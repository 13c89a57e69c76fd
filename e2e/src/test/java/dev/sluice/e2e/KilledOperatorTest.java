package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import dev.sluice.playground.world.load.Load;
import dev.sluice.playground.world.load.LoadReport;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/**
 * The operator is killed after every single write to the API server that it has not been killed
 * after before, and started again: the status is its only memory, and nobody else notices.
 */
class KilledOperatorTest {
  private static final Duration QUIET = Duration.ofMillis(1500);

  @Test
  void aPromotionEndsAsIfNothingHadHappened() {
    App app = App.running(Stages.bare());
    try (HookServer hooks = new HookServer();
        Load load = app.load(20);
        Witness witness = new Witness(app)) {
      app.declare(Specs.WEIGHTED + hooks.asSpec());
      Set<String> fatal = ConcurrentHashMap.newKeySet();
      dieUntil(app, "Initialized", fatal);
      app.ship("1.1.0");
      dieUntil(app, "Succeeded", fatal);

      assertThat(fatal).hasSizeGreaterThan(30);
      assertThat(Ending.of(app)).isEqualTo(undisturbed("1.1.0", "Succeeded"));
      assertThat(witness.phases())
          .containsExactly(
              "Initializing", "Initialized", "Progressing", "Promoting", "Finalising", "Succeeded");
      assertThat(witness.weights()).containsExactly(0, 20, 40, 0);
      // A weight that nobody wrote down is taken back first.
      assertThat(witness.routedWeights()).containsOnly(0, 20, 40);
      assertThat(witness.primaryVersions()).containsExactly("1.0.0", "1.1.0");
      assertThat(hooks.calls("pre-rollout")).hasSize(1);
      assertThat(hooks.calls("post-rollout")).hasSize(1);
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
      app.declare(Specs.WEIGHTED + hooks.asSpec());
      Set<String> fatal = ConcurrentHashMap.newKeySet();
      dieUntil(app, "Initialized", fatal);
      app.ship("1.2.0-errors100");
      dieUntil(app, "Failed", fatal);

      assertThat(fatal).hasSizeGreaterThan(25);
      assertThat(Ending.of(app)).isEqualTo(undisturbed("1.2.0-errors100", "Failed"));
      assertThat(witness.phases())
          .containsExactly("Initializing", "Initialized", "Progressing", "Failed");
      assertThat(witness.weights()).containsExactly(0, 20, 0);
      assertThat(witness.routedWeights()).containsOnly(0, 20);
      assertThat(witness.primaryVersions()).containsExactly("1.0.0");
      assertThat(hooks.calls("pre-rollout")).hasSize(1);
      assertThat(hooks.calls("post-rollout")).hasSize(1);
      assertThat(load.report().version("1.0.0").failures()).isZero();
    }
  }

  /** Life after life, until one has nothing to do in this phase. */
  private static void dieUntil(App app, String phase, Set<String> fatal) {
    for (int lives = 0; lives < 200; lives++) {
      try (Mortal life = Mortal.start(app, fatal)) {
        await()
            .alias("%s %s after %d deaths".formatted(app.namespace(), phase, fatal.size()))
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(20))
            .until(() -> life.isDead() || (life.isIdleFor(QUIET) && app.isIn(phase)));
        if (!life.isDead()) {
          return;
        }
      }
    }
    fail("%s is not reached after %d deaths", phase, fatal.size());
  }

  private static Ending undisturbed(String version, String phase) {
    App app = App.running(Stages.bare());
    try (HookServer hooks = new HookServer();
        Load _ = app.load(20);
        Mortal life = Mortal.immortal(app)) {
      app.declare(Specs.WEIGHTED + hooks.asSpec());
      app.awaitPhase("Initialized");
      app.ship(version);
      app.awaitPhase(phase);
      await().atMost(Duration.ofMinutes(1)).until(() -> life.isIdleFor(QUIET));
      return Ending.of(app);
    }
  }
}
