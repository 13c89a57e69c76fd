package dev.sluice.simulation.rollout;

import dev.sluice.rollout.Readiness;
import dev.sluice.rollout.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The pods of one workload; they come up after a while, and old ones answer until then. */
final class Pods {
  /** How long they take. */
  static final Duration COMING_UP = Duration.ofSeconds(10);

  private final String name;
  private String revision;
  private String before;
  private int replicas;
  private int available;
  private Instant readyAt;

  /** Pods that are there for long; none if {@code replicas} is 0. */
  Pods(String name, String revision, int replicas) {
    this.name = name;
    this.revision = revision;
    this.before = revision;
    this.replicas = replicas;
    this.available = replicas;
    this.readyAt = Instant.MIN;
  }

  /** They are replaced by pods of another revision, which come up first. */
  void become(String next, Instant now) {
    before = serving(now);
    available = isReady(now) ? replicas : available;
    revision = next;
    readyAt = now.plus(COMING_UP);
  }

  void scale(int size, Instant now) {
    if (size > replicas) {
      available = isReady(now) ? replicas : available;
      readyAt = now.plus(COMING_UP);
    }
    replicas = size;
  }

  /** The revision that answers. */
  String serving(Instant now) {
    return isReady(now) ? revision : before;
  }

  boolean isUp(Instant now) {
    return replicas > 0 && isReady(now);
  }

  private boolean isReady(Instant now) {
    return !now.isBefore(readyAt);
  }

  /** When something changes by itself; empty if nothing will. */
  Optional<Instant> nextChange(Instant now) {
    return isReady(now) ? Optional.empty() : Optional.of(readyAt);
  }

  Workload seen(Instant now) {
    int answering = Math.min(isReady(now) ? replicas : available, replicas);
    Readiness readiness =
        isReady(now)
            ? new Readiness.Ready()
            : new Readiness.NotReady(
                "%s not ready: %d of %d pods are available".formatted(name, answering, replicas),
                true);
    return new Workload.Present(revision, replicas, answering, replicas == 0, readiness);
  }
}
