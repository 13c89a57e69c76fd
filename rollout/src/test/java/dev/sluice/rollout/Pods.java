package dev.sluice.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A workload of the {@link World}: a rolling update keeps the old pods until the new ones live. A
 * revision is a template, and after a {@code +} its configs; the target's pods keep those that they
 * were started with.
 */
final class Pods {
  /** How long pods take to go when they are scaled to zero. */
  private static final Duration STOPPING = Duration.ofSeconds(1);

  private final String name;
  private final boolean asPrimary;
  private String revision;
  private int replicas;
  private Instant since;
  private int old;
  private String configs;
  private Instant goneAt;
  private @Nullable Instant crashedUntil;

  private Pods(String name, boolean asPrimary, String revision, int replicas, Instant now) {
    this.name = name;
    this.asPrimary = asPrimary;
    this.revision = revision;
    this.replicas = replicas;
    this.since = now;
    this.configs = configs(revision);
    this.goneAt = now;
  }

  /** What a revision says of configs; empty if it says nothing. */
  static String configs(String revision) {
    return revision.substring(template(revision).length());
  }

  /** The same template with other configs. */
  static String reconfigured(String revision, String configs) {
    return template(revision) + "+" + configs;
  }

  private static String template(String revision) {
    int plus = revision.indexOf('+');
    return plus < 0 ? revision : revision.substring(0, plus);
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
    boolean unnoticed = !asPrimary && template(next).equals(template(revision));
    if (unnoticed) {
      revision = next;
    } else {
      restart(next, now);
    }
    return true;
  }

  /** Whether pods run with other configs than the revision's. */
  boolean stale() {
    return replicas > 0 && !configs.equals(configs(revision));
  }

  /** With new pods, also of the same revision. */
  void restart(String next, Instant now) {
    old = available(now);
    revision = next;
    configs = configs(next);
    since = now;
  }

  boolean scale(int size, Instant now) {
    if (size == replicas) {
      return false;
    }
    old = Math.min(size, available(now));
    if (size == 0) {
      goneAt = now.plus(STOPPING);
    } else if (gone(now)) {
      configs = configs(revision);
    }
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
    return new Workload.Present(known, replicas, available(now), gone(now), readiness(now));
  }

  private boolean gone(Instant now) {
    return replicas == 0 && !now.isBefore(goneAt);
  }

  /** When the readiness changes next by itself. */
  Optional<Instant> nextChange(Instant now) {
    var life = behaviour().life(asPrimary);
    return Stream.of(
            readyAt(),
            goneAt,
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
    return Behaviour.of(template(revision) + configs);
  }
}
