package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.playground.world.load.Load;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Sluice goes, the services stay. */
@ResourceLock(providers = Alone.class)
class UninstallTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Stages own = Stages.own();
  private final Cluster cluster = own.get();
  private final App app = App.running(cluster);

  @AfterEach
  void stop() {
    own.close();
  }

  @Test
  void withoutTheOperatorWhatWasPromotedServesOn() {
    try (Load load = app.load(20)) {
      try (Mortal _ = Mortal.immortal(app)) {
        promote(Specs.UNJUDGED);
      }
      long before = load.report().requests();
      await().atMost(PATIENCE).until(() -> load.report().requests() > before + 40);
      assertThat(load.report().failures()).isZero();
      assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
    }
  }

  @Test
  void whoTakesTheDefinitionsAwayWhileItWorksGetsTheTargetsBack() {
    try (Load load = app.load(20);
        Mortal _ = Mortal.immortal(app)) {
      promote(Specs.UNJUDGED);
      definitions().forEach(definition -> cluster.client().resource(definition).delete());
      await().atMost(PATIENCE).until(() -> definitions().isEmpty());

      await().atMost(PATIENCE).until(() -> app.deployment("podinfo-primary").get() == null);
      assertThat(app.deployment(App.NAME).get().getSpec().getReplicas()).isEqualTo(2);
      assertThat(app.image(App.NAME)).endsWith(":1.1.0");
      long before = load.report().version("1.1.0").requests();
      await().atMost(PATIENCE).until(() -> load.report().version("1.1.0").requests() > before + 40);
      assertThat(load.report().failures()).isZero();
    }
  }

  private void promote(String spec) {
    app.declare(spec);
    app.awaitPhase("Initialized");
    app.ship("1.1.0");
    app.awaitPhase("Succeeded");
  }

  private List<CustomResourceDefinition> definitions() {
    return Outside.definitions(cluster.client());
  }
}
