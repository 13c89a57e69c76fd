package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.playground.world.load.Load;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same through everything that shifts traffic, as clients see it. */
class ProvidersTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @ParameterizedTest
  @ValueSource(strings = {"nginx", "gatewayapi:v1", "istio"})
  void clientsSeeEachVersionInItsTurnAndNoFailure(String provider) {
    App app = App.running();
    app.cluster().gateway(provider);
    app.declare(Specs.unjudged(provider, app));
    app.awaitPhase("Initialized");
    try (Load warm = app.load(provider, 5)) {
      await().atMost(PATIENCE).until(() -> warm.report().version("1.0.0").requests() > 0);
    }
    try (Load load = app.load(provider, 20)) {
      app.ship("1.1.0");
      app.awaitPhase("Succeeded");
      long before = load.report().version("1.1.0").requests();
      await().atMost(PATIENCE).until(() -> load.report().version("1.1.0").requests() > before + 40);

      app.ship("1.2.0-notready");
      app.awaitPhase("Progressing");
      app.ask("1", "abort");
      app.awaitPhase("Failed");
      assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
      assertThat(load.report().version("1.2.0-notready").requests()).isZero();
      assertThat(load.report().failures()).isZero();
    }
  }
}
