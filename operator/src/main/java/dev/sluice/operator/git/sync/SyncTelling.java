package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.operator.git.apply.Applied;
import dev.sluice.operator.git.apply.Hold;
import dev.sluice.operator.git.repository.CommitInfo;
import dev.sluice.operator.git.repository.Revision;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.notify.ObjectEvents;
import dev.sluice.rollout.Effect.Announce;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people what happened: events and log lines. What is not new is not told again. */
final class SyncTelling {
  private static final Logger log = LoggerFactory.getLogger(SyncTelling.class);
  private static final int NAMED = 10;
  private static final int SHORT = 7;

  private final ObjectEvents events;

  SyncTelling(ObjectEvents events) {
    this.events = events;
  }

  /**
   * @param drift that was not told before
   */
  void done(GitSync sync, Outcome.Done done, List<Applied.Drift> drift, Instant now) {
    Revision revision = done.revision();
    rewritten(sync, revision, done.rewritten());
    if (!done.applied().healed().isEmpty()) {
      warn(
          sync,
          now.toString(),
          "DriftHealed",
          "Put right what others had done: " + words(done.applied().healed()));
    }
    drifted(sync, drift, now);
    if (!done.notices().isEmpty()) {
      warn(sync, revision.sha(), "NotApplied", some(done.notices()));
    }
    List<String> changes =
        done.applied().changes().stream().filter(change -> !change.endsWith("put right")).toList();
    if (!changes.isEmpty()) {
      CommitInfo commit = revision.commit();
      tell(
          sync,
          revision.sha() + sync.getMetadata().getGeneration(),
          "Succeeded",
          "Applied revision: %s by %s: %s (%s)"
              .formatted(revision, commit.author(), commit.subject(), some(changes)));
    }
  }

  /**
   * @param drift that was not told before
   */
  void seen(GitSync sync, Outcome.Seen seen, List<Applied.Drift> drift, Instant now) {
    Revision revision = seen.revision();
    rewritten(sync, revision, seen.rewritten());
    drifted(sync, drift, now);
    if (!seen.observed().changes().isEmpty()) {
      tell(
          sync,
          now.toString(),
          "Observed",
          "In the cluster with %s: %s".formatted(revision, some(seen.observed().changes())));
    }
  }

  private void rewritten(GitSync sync, Revision revision, boolean isRewritten) {
    if (isRewritten) {
      warn(
          sync,
          revision.sha(),
          "HistoryRewritten",
          "%s was moved to a history that the commit applied before is not part of; it is %s now"
              .formatted(revision.name(), revision.sha()));
    }
  }

  private void drifted(GitSync sync, List<Applied.Drift> drift, Instant now) {
    if (!drift.isEmpty()) {
      warn(sync, now.toString(), "Drift", "Not as Git declares it, and left so: " + words(drift));
    }
  }

  void failed(GitSync sync, ProblemException problem, @Nullable GitSyncStatus before, Instant now) {
    boolean known =
        before != null
            && before.conditions().stream()
                .anyMatch(
                    c ->
                        c.type().equals("Ready")
                            && c.reason().equals(problem.reason())
                            && c.message().equals(problem.explanation()));
    if (known) {
      log.debug("GitSync {} still fails: {}", name(sync), problem.explanation());
    } else {
      warn(sync, now.toString(), problem.reason(), problem.explanation());
    }
  }

  /** Tells which workloads are kept back from now on, and which no more. */
  void held(GitSync sync, List<Hold> before, List<Hold> now) {
    for (Hold hold : now) {
      if (!before.contains(hold)) {
        warn(
            sync,
            hold.instead(),
            "Held",
            "%s is kept at %s instead of %s until %s: %s"
                .formatted(
                    hold.canary(),
                    sha(hold.kept()),
                    sha(hold.instead()),
                    switch (hold.until()) {
                      case NEWER_COMMIT -> "a newer commit changes it";
                      case INITIALIZED -> "it has a primary";
                    },
                    hold.reason()));
      }
    }
    for (Hold hold : before) {
      if (now.stream().noneMatch(other -> other.canary().equals(hold.canary()))) {
        tell(
            sync,
            hold.instead(),
            "Released",
            "%s is not kept at %s any more: what Git declares is applied"
                .formatted(hold.canary(), sha(hold.kept())));
      }
    }
  }

  void unhealthy(GitSync sync, String revision, String what) {
    warn(sync, revision, "HealthCheckFailed", what);
  }

  private void tell(GitSync sync, String scope, String reason, String text) {
    log.info("GitSync {}: {}", name(sync), text);
    events.record(sync, scope, reason, new Announce(Announce.Kind.NORMAL, text));
  }

  private void warn(GitSync sync, String scope, String reason, String text) {
    log.warn("GitSync {}: {}", name(sync), text);
    events.record(sync, scope, reason, new Announce(Announce.Kind.WARNING, text));
  }

  private static String words(List<Applied.Drift> drift) {
    return some(
        drift.stream()
            .map(
                one ->
                    one.key().words()
                        + switch (one.what()) {
                          case CHANGED -> " (changed)";
                          case DELETED -> " (deleted)";
                          case NOT_APPLIED -> " (not applied)";
                        })
            .toList());
  }

  private static String some(List<String> all) {
    String named = all.stream().limit(NAMED).collect(Collectors.joining(", "));
    return all.size() > NAMED ? named + " and " + (all.size() - NAMED) + " more" : named;
  }

  private static String sha(String commit) {
    return commit.substring(0, Math.min(SHORT, commit.length()));
  }

  private static String name(GitSync sync) {
    return sync.getMetadata().getName() + "." + sync.getMetadata().getNamespace();
  }
}
