package dev.sluice.operator.git.sync;

import static java.util.stream.Collectors.joining;

import dev.sluice.crds.Condition;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.crds.GitSyncStatus.Commit;
import dev.sluice.crds.GitSyncStatus.Drift;
import dev.sluice.crds.GitSyncStatus.Held;
import dev.sluice.operator.git.apply.Applied;
import dev.sluice.operator.git.apply.Inventory;
import dev.sluice.operator.git.apply.Observed;
import dev.sluice.operator.git.repository.Revision;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.kube.Requested;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What follows for a GitSync's status from what happened to it. Pure. */
final class SyncStatus {
  private static final int TOLD = 50;
  private static final int NAMED = 5;
  private static final GitSyncStatus NEW =
      new GitSyncStatus(
          List.of(), null, null, null, null, null, null, List.of(), List.of(), List.of(), null);

  private final GitSync sync;
  private final GitSyncStatus old;
  private final Instant now;

  /**
   * @param old the status that was written last; null for none
   */
  SyncStatus(GitSync sync, @Nullable GitSyncStatus old, Instant now) {
    this.sync = sync;
    this.old = old == null ? NEW : old;
    this.now = now;
  }

  /** While something is on its way into the cluster. */
  GitSyncStatus intending(Inventory inventory) {
    return with(
        inventory,
        conditions(report("Reconciling", "True", "Progressing", "applying what Git declares")),
        Revisions.of(old),
        old.drift(),
        false);
  }

  /** After everything went well; not yet known to be healthy when that is waited for. */
  GitSyncStatus applied(Revision revision, Inventory inventory, List<Applied.Drift> drift) {
    boolean waits = Boolean.TRUE.equals(sync.getSpec().waitForHealth());
    String name = revision.toString();
    boolean good = !waits || name.equals(old.goodRevision());
    List<Condition> conditions =
        good
            ? ready("Succeeded", applied(name, StatusInventory.held(inventory), drifted(drift)))
            : waiting(name, "");
    return with(
        inventory,
        conditions,
        new Revisions(name, name, good ? name : old.goodRevision(), commit(revision)),
        drifted(drift),
        true);
  }

  /** After a look at what another tool applies. */
  GitSyncStatus observed(Revision revision, Observed observed) {
    boolean waits = Boolean.TRUE.equals(sync.getSpec().waitForHealth());
    String name = revision.toString();
    boolean all = observed.pending().isEmpty();
    String text =
        all
            ? "Observed revision: " + name
            : "Observed revision: %s; %d objects are not as it declares them yet"
                .formatted(name, observed.pending().size());
    boolean good = all && (!waits || name.equals(old.goodRevision()));
    List<Condition> conditions =
        good || !waits ? ready("Observed", text) : waiting(name, all ? "" : text);
    return with(
        observed.inventory().holding(List.of()),
        conditions,
        new Revisions(
            name,
            all ? name : old.appliedRevision(),
            good ? name : old.goodRevision(),
            all ? commit(revision) : old.commit()),
        drifted(observed.drift()),
        true);
  }

  /**
   * After a failure: what is in the cluster stays.
   *
   * @param revision what was to be applied; null when that is not known
   */
  GitSyncStatus failed(ProblemException problem, @Nullable Revision revision, Inventory inventory) {
    List<Condition> conditions =
        problem.isRetriable()
            ? conditions(
                report("Ready", "False", problem.reason(), problem.explanation()),
                report("Reconciling", "True", "ProgressingWithRetry", problem.explanation()))
            : conditions(
                report("Ready", "False", problem.reason(), problem.explanation()),
                report("Stalled", "True", problem.reason(), problem.explanation()));
    return with(
        inventory,
        conditions,
        revision == null ? Revisions.of(old) : Revisions.of(old).fetched(revision.toString()),
        old.drift(),
        true);
  }

  /** While another GitSync is not ready. */
  GitSyncStatus notYet(String dependency) {
    return same(
        conditions(
            report("Ready", "False", "DependencyNotReady", dependency),
            report("Reconciling", "True", "DependencyNotReady", dependency)));
  }

  /** While nothing is done, as the spec says. */
  GitSyncStatus suspended() {
    String message = "nothing is fetched and applied while spec.suspend is true";
    return same(conditions(report("Ready", readiness(), "Suspended", message)));
  }

  /** All that was applied is healthy. */
  GitSyncStatus healthy() {
    String revision = Objects.requireNonNullElse(old.appliedRevision(), "");
    return good(
        TargetClusters.isObserving(sync)
            ? ready("Observed", "Observed revision: " + revision)
            : ready("Succeeded", applied(revision, old.held(), old.drift())),
        revision);
  }

  /** Something is not healthy yet. */
  GitSyncStatus unhealthy(String what) {
    return same(waiting(Objects.requireNonNullElse(old.appliedRevision(), ""), what));
  }

  /** Something is not healthy, and will not be. */
  GitSyncStatus sick(String what) {
    return same(
        conditions(
            report("Ready", "False", "HealthCheckFailed", what),
            report("Stalled", "True", "HealthCheckFailed", what)));
  }

  static boolean isReady(@Nullable GitSyncStatus status) {
    return status != null
        && status.conditions().stream()
            .anyMatch(c -> c.type().equals("Ready") && c.status().equals("True"));
  }

  private List<Condition> waiting(String revision, String what) {
    String message =
        "Revision %s is applied and not healthy yet%s"
            .formatted(revision, what.isEmpty() ? "" : ": " + what);
    return conditions(
        report("Ready", "Unknown", "Progressing", message),
        report("Reconciling", "True", "Progressing", message));
  }

  private List<Condition> ready(String reason, String message) {
    return conditions(report("Ready", "True", reason, message));
  }

  private String readiness() {
    return isReady(old) ? "True" : "False";
  }

  private record Report(String type, String status, String reason, String message) {}

  private static Report report(String type, String status, String reason, String message) {
    return new Report(type, status, reason, message);
  }

  /** The readiness of before stays where nothing is said about it. */
  private List<Condition> conditions(Report... reports) {
    List<Condition> conditions = new ArrayList<>();
    boolean saysReady = false;
    for (Report report : reports) {
      saysReady |= report.type.equals("Ready");
      conditions.add(condition(report));
    }
    if (!saysReady) {
      old.conditions().stream()
          .filter(condition -> condition.type().equals("Ready"))
          .findFirst()
          .ifPresent(ready -> conditions.addFirst(ready));
    }
    return conditions;
  }

  private Condition condition(Report report) {
    String since =
        old.conditions().stream()
            .filter(c -> c.type().equals(report.type) && c.status().equals(report.status))
            .map(Condition::lastTransitionTime)
            .findFirst()
            .orElse(now.toString());
    return new Condition(
        report.type,
        report.status,
        report.reason,
        report.message,
        since,
        sync.getMetadata().getGeneration());
  }

  private GitSyncStatus same(List<Condition> conditions) {
    return good(conditions, old.goodRevision());
  }

  private GitSyncStatus good(List<Condition> conditions, @Nullable String goodRevision) {
    return new GitSyncStatus(
        conditions,
        old.observedGeneration(),
        old.fetchedRevision(),
        old.appliedRevision(),
        goodRevision,
        old.commit(),
        old.cluster(),
        old.inventory(),
        old.drift(),
        old.held(),
        old.lastHandledRequest());
  }

  /** Which commit has come how far. */
  private record Revisions(
      @Nullable String fetched,
      @Nullable String applied,
      @Nullable String good,
      @Nullable Commit commit) {
    static Revisions of(GitSyncStatus status) {
      return new Revisions(
          status.fetchedRevision(),
          status.appliedRevision(),
          status.goodRevision(),
          status.commit());
    }

    Revisions fetched(String other) {
      return new Revisions(other, applied, good, commit);
    }
  }

  /**
   * @param attempted whether an attempt of this spec has ended
   */
  private GitSyncStatus with(
      Inventory inventory,
      List<Condition> conditions,
      Revisions revisions,
      List<Drift> drift,
      boolean attempted) {
    return new GitSyncStatus(
        conditions,
        attempted ? sync.getMetadata().getGeneration() : old.observedGeneration(),
        revisions.fetched,
        revisions.applied,
        revisions.good,
        revisions.commit,
        inventory.cluster(),
        StatusInventory.entries(inventory),
        drift,
        StatusInventory.held(inventory),
        attempted ? Requested.of(sync).orElse(null) : old.lastHandledRequest());
  }

  private static String applied(String revision, List<Held> held, List<Drift> drift) {
    String left =
        switch (drift.size()) {
          case 0 -> "";
          case 1 -> "; 1 object is not as it declares it, see status.drift";
          case TOLD ->
              "; %d objects or more are not as it declares them, see status.drift".formatted(TOLD);
          default ->
              "; %d objects are not as it declares them, see status.drift".formatted(drift.size());
        };
    return held.stream()
        .map(one -> "; %s is kept at %s".formatted(one.canary(), one.commit()))
        .limit(NAMED)
        .collect(joining("", "Applied revision: " + revision, left));
  }

  private static List<Drift> drifted(List<Applied.Drift> drift) {
    return drift.stream()
        .limit(TOLD)
        .map(
            one ->
                new Drift(
                    one.key().id(),
                    switch (one.what()) {
                      case CHANGED -> "Changed";
                      case DELETED -> "Deleted";
                      case NOT_APPLIED -> "NotApplied";
                    }))
        .toList();
  }

  private static Commit commit(Revision revision) {
    return new Commit(revision.sha(), revision.commit().author(), revision.commit().subject());
  }
}
