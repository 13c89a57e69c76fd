package dev.sluice.operator.canary;

import dev.sluice.crds.Canary;
import dev.sluice.operator.judging.Judges;
import dev.sluice.operator.metrics.Rounds;
import dev.sluice.operator.notify.Events;
import dev.sluice.rollout.Effect.Announce;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Tells whether the metric sources of a new Canary are there; whether or not, it goes on (A3.2).
 */
final class Sources {
  private final Judges judges;
  private final Events events;
  private final Executor threads;

  Sources(Judges judges, Events events, Executor threads) {
    this.judges = judges;
    this.events = events;
    this.threads = threads;
  }

  /** Asks on another thread and announces the answer. */
  void check(Canary canary, String occasion) {
    threads.execute(
        () -> {
          try {
            Optional<String> unavailable = judges.unavailable(canary);
            events.announce(
                canary,
                occasion,
                new Announce(
                    unavailable.isEmpty() ? Announce.Kind.NORMAL : Announce.Kind.WARNING,
                    unavailable.orElse(Rounds.ALL_AVAILABLE)));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
