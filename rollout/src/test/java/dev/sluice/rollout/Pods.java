package dev.sluice.rollout;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A workload of the {@link World}: a rolling update keeps the old pods until the new ones live. */
final class Pods {
  private final String name;
  private final boolean asPrimary;
  private String revision;
  private int replicas;
  private Instant since;
  private int old;
  private @Nullable Instant crashedUntil;

  private Pods(String name, boolean asPrimary, String revision, int replicas, Instant now) {
    this.name = name;
    this.asPrimary = asPrimary;
    this.revision = revision;
    this.replicas = replicas;
    this.since = now;
  }

  static Pods canary(String revision, int replicas, Instant now) {
    return new Pods("podinfo.test", false, revision, replicas, now);
  }

  static Pods primary(String revision, int replicas, Instant now) {
    return new Pods("podinfo-primary.test", true, revision, replicas, now);
  }

  static Pods baseline(String revision, int replicas, Instant now) {
    return new Pods("podinfo-baseline.test", true, revision, replicas, now);
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
    restart(next, now);
    return true;
  }

  /** With new pods, also of the same revision. */
  void restart(String next, Instant now) {
    old = available(now);
    revision = next;
    since = now;
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
    return seen(now, revision);
  }

  /** As one that is known by something else than its revision. */
  Workload.Present seen(Instant now, String known) {
    return new Workload.Present(known, replicas, available(now), readiness(now));
  }

  /** When the readiness changes next by itself. */
  Optional<Instant> nextChange(Instant now) {
    var life = behaviour().life(asPrimary);
    return Stream.of(
            readyAt(),
            since.plus(Plans.DEADLINE),
            life.isZero() ? Instant.MIN : readyAt().plus(life),
            crashedUntil == null ? Instant.MIN : crashedUntil)
        .filter(instant -> instant.isAfter(now))
        .min(Instant::compareTo);
  }

  private Readiness readiness(Instant now) {
    if (replicas == 0) {
      return new Readiness.Ready();
    }
    if (!behaviour().starts(asPrimary)) {
      boolean hopeless = !now.isBefore(since.plus(Plans.DEADLINE));
      return hopeless
          ? new Readiness.NotReady(
              name + " not ready: deployment \"podinfo\" exceeded its progress deadline", false)
          : waiting();
    }
    return now.isBefore(readyAt()) || dead(now) || crashed(now) ? waiting() : new Readiness.Ready();
  }

  private Readiness waiting() {
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
