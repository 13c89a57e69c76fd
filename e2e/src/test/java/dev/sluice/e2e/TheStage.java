package dev.sluice.e2e;

import dev.sluice.cli.stage.PrometheusBinary;
import dev.sluice.cli.stage.Stage;
import dev.sluice.cli.stage.StageOptions;
import dev.sluice.playground.world.WorldOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The one cluster, with world and operator, that all scenarios share; each has a namespace. */
final class TheStage {
  private static final Stage STAGE = start();

  private TheStage() {}

  static Stage get() {
    return STAGE;
  }

  private static Stage start() {
    try {
      Path prometheus = PrometheusBinary.findOrInstall(System.getenv("PATH"), System.err::println);
      Stage stage =
          Stage.start(StageOptions.embedded(prometheus).with(WorldOptions.fast()), progress -> {});
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
