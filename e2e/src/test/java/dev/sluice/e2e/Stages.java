package dev.sluice.e2e;

import dev.sluice.cli.stage.PrometheusBinary;
import dev.sluice.cli.stage.Stage;
import dev.sluice.cli.stage.StageOptions;
import dev.sluice.playground.world.WorldOptions;
import dev.sluice.playground.world.gateway.GatewayPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** The clusters that all scenarios share; each scenario has a namespace. */
final class Stages {
  /** Fast, but a pod that stops serves as long as a slow machine takes to see that it stops. */
  private static final WorldOptions WORLD =
      new WorldOptions(Duration.ofMillis(50), 0.1, Duration.ofSeconds(5), GatewayPorts.ANY);

  private Stages() {}

  /** With a world, a Prometheus and an operator that works everywhere. */
  static Stage shared() {
    return Shared.STAGE;
  }

  /** The same without an operator: a scenario starts one for its namespace, and may disturb it. */
  static Stage bare() {
    return Bare.STAGE;
  }

  private static final class Shared {
    private static final Stage STAGE = start(options -> options);
  }

  private static final class Bare {
    private static final Stage STAGE = start(StageOptions::withoutOperator);
  }

  private static Stage start(UnaryOperator<StageOptions> with) {
    try {
      StageOptions options =
          StageOptions.embedded(
                  PrometheusBinary.findOrInstall(System.getenv("PATH"), System.err::println))
              .with(WORLD);
      Stage stage = Stage.start(with.apply(options), progress -> {});
      Runtime.getRuntime().addShutdownHook(new Thread(stage::close));
      return stage;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the stage was set up", e);
    }
  }
}
