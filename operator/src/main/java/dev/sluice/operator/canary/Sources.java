package dev.sluice.operator.canary;

import dev.sluice.crds.Canary;
import dev.sluice.operator.judging.Judges;
import dev.sluice.operator.metrics.Rounds;
import dev.sluice.operator.notify.Events;
import dev.sluice.rollout.Effect.Announce;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Tells whether the metric sources of a new Canary are there; whether or not, it goes on (A3:2).
 */
final class Sources {
  private final Judges judges;
  private final Events events;
  private final Executor threads;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  Sources(Judges judges, Events events, Executor threads) {
    this.judges = judges;
    this.events = events;
    this.threads = threads;
  }

  /** Forgets a Canary that does not begin any more. */
  void forget(Canary canary) {
    asked.remove(canary.getMetadata().getUid());
  }

  /**
   * Asks on another thread, once in this process, and announces the answer, once in a Canary's
   * life.
   */
  void check(Canary canary) {
    if (!asked.add(canary.getMetadata().getUid())) {
      return;
    }
    threads.execute(
        () -> {
          try {
            Optional<String> unavailable = judges.unavailable(canary);
            events.announce(
                canary,
                "sources",
                new Announce(
                    unavailable.isEmpty() ? Announce.Kind.NORMAL : Announce.Kind.WARNING,
                    unavailable.orElse(Rounds.ALL_AVAILABLE)));
          } catch (RejectedExecutionException e) {
            // The operator stops; the next one asks again.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
