package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import dev.sluice.operator.boot.OperatorOptions;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** One operator after the other, each of which dies where none before it has died. */
final class Lives {
  private static final int MOST = 200;
  private static final int LAST = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final App app;
  private final OperatorOptions options;
  private final Set<String> fatal = Collections.synchronizedSet(new LinkedHashSet<>());
  private final AtomicReference<Mortal> current = new AtomicReference<>();

  Lives(App app, OperatorOptions options) {
    this.app = app;
    this.options = options;
  }

  /** What somebody died after, which others survive, in its order. */
  List<String> deaths() {
    return List.copyOf(fatal);
  }

  /** Ends the life of the moment if nobody has died after this yet. */
  void mayDieAfter(String what) {
    Mortal life = current.get();
    if (life != null) {
      life.mayDieAfter(what);
    }
  }

  /** Life after life, until one has nothing to do in this phase for so long. */
  void dieUntil(String phase, Duration quiet) {
    dieUntil(phase, () -> app.isIn(phase), quiet);
  }

  void dieUntil(String what, BooleanSupplier reached, Duration quiet) {
    for (int lives = 0; lives < MOST; lives++) {
      try (Mortal life = Mortal.start(app, options, fatal)) {
        current.set(life);
        await()
            .alias("%s %s after %d deaths".formatted(app.namespace(), what, fatal.size()))
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> life.isDead() || (life.isIdleFor(quiet) && reached.getAsBoolean()));
        if (!life.isDead()) {
          return;
        }
      }
    }
    List<String> deaths = deaths();
    fail(
        "%s is not reached after %d deaths, the last after%n%s",
        what,
        deaths.size(),
        String.join("\n", deaths.subList(deaths.size() - LAST, deaths.size())));
  }
}
