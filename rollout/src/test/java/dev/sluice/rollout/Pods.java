package dev.sluice.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A workload of the {@link World}: a rolling update keeps the old pods until the new ones live. */
final class Pods {
  private final boolean asPrimary;
  private final Duration deadline;
  private String revision;
  private int replicas;
  private Instant since;
  private int old;
  private @Nullable Instant crashedUntil;

  Pods(boolean asPrimary, String revision, int replicas, Instant now, Duration deadline) {
    this.asPrimary = asPrimary;
    this.deadline = deadline;
    this.revision = revision;
    this.replicas = replicas;
    this.since = now;
  }

  String revision() {
    return revision;
  }

  int replicas() {
    return replicas;
  }

  boolean become(String next, Instant now) {
    if (next.equals(revision)) {
      return false;
    }
    old = available(now);
    revision = next;
    since = now;
    return true;
  }

  boolean scale(int size, Instant now) {
    if (size == replicas) {
      return false;
    }
    old = Math.min(size, available(now));
    replicas = size;
    since = now;
    return true;
  }

  /** All pods are unready until then. */
  void crash(Instant until) {
    crashedUntil = until;
  }

  boolean ready(Instant now) {
    return replicas > 0 && readiness(now) instanceof Readiness.Ready;
  }

  int available(Instant now) {
    if (crashed(now)) {
      return 0;
    }
    return readiness(now) instanceof Readiness.Ready ? replicas : dead(now) ? 0 : old;
  }

  Workload.Present seen(Instant now) {
    return new Workload.Present(revision, replicas, available(now), readiness(now));
  }

  /** When the readiness changes next by itself. */
  Optional<Instant> nextChange(Instant now) {
    var life = behaviour().life(asPrimary);
    return Stream.of(
            readyAt(),
            since.plus(deadline),
            life.isZero() ? Instant.MIN : readyAt().plus(life),
            crashedUntil == null ? Instant.MIN : crashedUntil)
        .filter(instant -> instant.isAfter(now))
        .min(Instant::compareTo);
  }

  private Readiness readiness(Instant now) {
    var name = asPrimary ? "podinfo-primary.test" : "podinfo.test";
    if (replicas == 0) {
      return new Readiness.Ready();
    }
    if (!behaviour().starts(asPrimary)) {
      boolean hopeless = !now.isBefore(since.plus(deadline));
      return hopeless
          ? new Readiness.NotReady(
              name + " not ready: deployment \"podinfo\" exceeded its progress deadline", false)
          : waiting(name);
    }
    return now.isBefore(readyAt()) || dead(now) || crashed(now)
        ? waiting(name)
        : new Readiness.Ready();
  }

  private Readiness waiting(String name) {
    return new Readiness.NotReady(
        "%s not ready: waiting for rollout to finish: 0 of %d (readyThreshold 100%%) updated replicas are available"
            .formatted(name, replicas),
        true);
  }

  private boolean dead(Instant now) {
    var life = behaviour().life(asPrimary);
    return replicas > 0 && !life.isZero() && !now.isBefore(readyAt().plus(life));
  }

  private boolean crashed(Instant now) {
    return crashedUntil != null && now.isBefore(crashedUntil);
  }

  private Instant readyAt() {
    return since.plus(behaviour().startup());
  }

  private Behaviour behaviour() {
    return Behaviour.of(revision);
  }
}
