package dev.sluice.operator.git.sync;

import dev.sluice.crds.Canary;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.operator.answers.Answer;
import dev.sluice.operator.answers.Answers;
import dev.sluice.operator.git.apply.Applied;
import dev.sluice.operator.git.apply.Health;
import dev.sluice.operator.git.apply.Hold;
import dev.sluice.operator.git.apply.Inventory;
import dev.sluice.operator.git.apply.ObjectKey;
import dev.sluice.operator.git.apply.Observed;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.kube.Triggers;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Attempts a GitSync when it is time to, when its spec has changed, when somebody asks for it, and
 * when others have changed what it has applied. The attempt runs on a thread of its own.
 */
final class GitSyncReconciler implements Reconciler<GitSync> {
  private static final Duration SOONEST = Duration.ofMillis(10);
  private static final Duration DEPENDENCY = Duration.ofSeconds(30);

  private final SyncAttempt attempts;
  private final Answers<Outcome> answers;
  private final TargetClusters clusters;
  private final SyncStore store;
  private final SyncTelling telling;
  private final SyncMetrics metrics;
  private final Triggers<GitSync> triggers;
  private final InstantSource clock;
  private final Map<ResourceID, Memory> memories = new ConcurrentHashMap<>();

  GitSyncReconciler(
      SyncAttempt attempts,
      Answers<Outcome> answers,
      TargetClusters clusters,
      SyncStore store,
      SyncTelling telling,
      SyncMetrics metrics,
      Triggers<GitSync> triggers,
      InstantSource clock) {
    this.attempts = attempts;
    this.answers = answers;
    this.clusters = clusters;
    this.store = store;
    this.telling = telling;
    this.metrics = metrics;
    this.triggers = triggers;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, GitSync>> prepareEventSources(EventSourceContext<GitSync> context) {
    return List.of(triggers);
  }

  /** Has the GitSync attempted that applied the target of a Canary. From any thread. */
  void review(Canary canary) {
    String target =
        new ObjectKey(
                "apps",
                "v1",
                "Deployment",
                canary.getMetadata().getNamespace(),
                canary.getSpec().targetRef().name())
            .id();
    memories.forEach(
        (id, memory) -> {
          if (memory.inventory.entries().containsKey(target)) {
            memory.news = true;
            triggers.fire(id);
          }
        });
  }

  @Override
  public UpdateControl<GitSync> reconcile(GitSync sync, Context<GitSync> context) {
    ResourceID id = ResourceID.fromResource(sync);
    if (context.isPrimaryResourceDeleted()) {
      forget(id, sync);
      return UpdateControl.noUpdate();
    }
    Memory memory = memories.computeIfAbsent(id, _ -> new Memory(sync));
    if (sync.isMarkedForDeletion()) {
      return remove(sync, memory);
    }
    if (Boolean.TRUE.equals(sync.getSpec().prune()) && !TargetClusters.isObserving(sync)) {
      store.hold(sync);
    }
    boolean before = SyncStatus.isReady(memory.status);
    UpdateControl<GitSync> control = drive(sync, id, memory, context);
    boolean after = SyncStatus.isReady(memory.status);
    metrics.show(id, after);
    if (after && !before) {
      Dependencies.of(context, memories).waiting(sync).forEach(triggers::fire);
    }
    return control;
  }

  private UpdateControl<GitSync> drive(
      GitSync sync, ResourceID id, Memory memory, Context<GitSync> context) {
    if (memory.flight != null) {
      Answer<Outcome> answer = ask(sync, id, memory, memory.flight);
      if (answer instanceof Answer.Pending) {
        return UpdateControl.noUpdate();
      }
      finish(sync, id, memory, answer);
    }
    checkHealth(sync, memory);
    Instant now = clock.instant();
    return switch (Schedule.next(facts(sync, memory), now)) {
      case Schedule.Next.Nothing() -> {
        write(sync, memory, new SyncStatus(sync, memory.status, now).suspended());
        yield UpdateControl.noUpdate();
      }
      case Schedule.Next.Wait(Instant until) -> {
        Instant next =
            memory.patience != null && memory.patience.isBefore(until) ? memory.patience : until;
        yield after(Duration.between(now, next));
      }
      case Schedule.Next.Attempt() -> {
        Optional<String> dependency = Dependencies.of(context, memories).unready(sync);
        if (dependency.isPresent()) {
          write(sync, memory, new SyncStatus(sync, memory.status, now).notYet(dependency.get()));
          yield after(DEPENDENCY);
        }
        ask(sync, id, memory, memory.begin(sync));
        yield UpdateControl.noUpdate();
      }
    };
  }

  private Answer<Outcome> ask(GitSync sync, ResourceID id, Memory memory, String flight) {
    SyncAttempt.Start start =
        new SyncAttempt.Start(
            memory.inventory,
            memory.applied,
            memory.variables,
            sha(memory),
            suspects(sync, memory, true),
            memory.unreviewed,
            memory.pending);
    Instant begun = clock.instant();
    return answers.ask(
        flight,
        SyncTimes.timeout(sync),
        () -> {
          Outcome outcome = attempts.run(sync, start, inventory -> intend(sync, memory, inventory));
          if (!memories.containsKey(id)) {
            // It has gone meanwhile, and the attempt has had its objects watched again.
            clusters.forget(id);
          } else if (!(outcome instanceof Outcome.Unchanged)) {
            metrics.attempted(id, Duration.between(begun, clock.instant()));
          }
          return outcome;
        },
        () -> triggers.fire(id));
  }

  /** On the attempt's thread: what may be in the cluster is written down before it is. */
  private void intend(GitSync sync, Memory memory, Inventory inventory) {
    store.write(sync, new SyncStatus(sync, memory.status, clock.instant()).intending(inventory));
  }

  private void finish(GitSync sync, ResourceID id, Memory memory, Answer<Outcome> answer) {
    Instant now = clock.instant();
    String flight = String.valueOf(memory.flight);
    Outcome outcome =
        switch (answer) {
          case Answer.Ready<Outcome>(Outcome ready) -> ready;
          case Answer.Pending<Outcome> _, Answer.Failed<Outcome> _ ->
              new Outcome.Failed(
                  ProblemException.retriable(
                      "Timeout",
                      "the attempt was not done within %ss; see spec.timeout"
                          .formatted(SyncTimes.timeout(sync).toSeconds()),
                      null),
                  null,
                  memory.inventory);
        };
    SyncStatus next = new SyncStatus(sync, memory.status, now);
    memory.due = now.plus(SyncTimes.interval(sync));
    GitSyncStatus status =
        switch (outcome) {
          case Outcome.Unchanged(var revision) -> {
            memory.succeeded();
            memory.drift = List.of();
            yield TargetClusters.isObserving(sync)
                ? next.observed(
                    revision,
                    new Observed(memory.inventory, Map.of(), List.of(), List.of(), Map.of()))
                : next.applied(revision, memory.inventory, List.of());
          }
          case Outcome.Seen seen -> {
            memory.succeeded();
            memory.inventory = seen.observed().inventory();
            memory.pending = seen.observed().pending();
            memory.variables = seen.variables();
            memory.applied = memory.pending.isEmpty() ? seen.revision().toString() : null;
            telling.seen(
                sync, seen, memory.tolerate(clusters.live(sync), seen.observed().drift()), now);
            memory.passOver(clusters.live(sync), seen.observed().passedOver());
            GitSyncStatus observed = next.observed(seen.revision(), seen.observed());
            memory.patience =
                SyncStatus.isReady(observed) || !memory.pending.isEmpty()
                    ? null
                    : now.plus(SyncTimes.timeout(sync));
            yield observed;
          }
          case Outcome.Done done -> {
            memory.succeeded();
            List<Hold> before = memory.inventory.holds();
            memory.inventory = done.applied().inventory();
            telling.held(sync, before, memory.inventory.holds());
            memory.applied = done.revision().toString();
            memory.variables = done.variables();
            memory.pending = Map.of();
            List<Applied.Drift> drift =
                memory.tolerate(clusters.live(sync), done.applied().drift());
            GitSyncStatus applied =
                next.applied(done.revision(), memory.inventory, done.applied().drift());
            memory.patience =
                SyncStatus.isReady(applied) ? null : now.plus(SyncTimes.timeout(sync));
            telling.done(sync, done, drift, now);
            metrics.healed(id, done.applied().healed().size());
            yield applied;
          }
          case Outcome.Failed(var problem, var revision, var inventory) -> {
            memory.failures++;
            memory.retry = now.plus(Schedule.pause(memory.failures, SyncTimes.interval(sync)));
            memory.inventory = inventory;
            telling.failed(sync, problem, memory.status, now);
            yield next.failed(problem, revision, inventory);
          }
        };
    write(sync, memory, status);
    memory.flight = null;
    answers.forget(flight);
  }

  /** Whether what was applied has become healthy, while that is waited for. */
  private void checkHealth(GitSync sync, Memory memory) {
    if (memory.patience == null || memory.flight != null) {
      return;
    }
    Instant now = clock.instant();
    SyncStatus next = new SyncStatus(sync, memory.status, now);
    Optional<Ill> ill = Ill.worst(memory.inventory, clusters.live(sync));
    if (ill.isEmpty()) {
      memory.patience = null;
      write(sync, memory, next.healthy());
    } else if (ill.get().health().state() == Health.State.FAILED || !memory.patience.isAfter(now)) {
      memory.patience = null;
      telling.unhealthy(sync, String.valueOf(memory.applied), ill.get().words());
      write(sync, memory, next.sick(ill.get().words()));
    } else {
      write(sync, memory, next.unhealthy(ill.get().words()));
    }
  }

  private Schedule.Facts facts(GitSync sync, Memory memory) {
    return new Schedule.Facts(
        Boolean.TRUE.equals(sync.getSpec().suspend()),
        memory.isChanged(sync) || memory.news,
        !suspects(sync, memory, false).isEmpty(),
        memory.due,
        memory.retry);
  }

  /**
   * What others have changed since it was applied or seen: by id, what they have made of it.
   *
   * @param told whether also what was told since
   */
  private Map<String, String> suspects(GitSync sync, Memory memory, boolean told) {
    return clusters.live(sync).map(live -> memory.suspects(live, told)).orElse(Map.of());
  }

  private UpdateControl<GitSync> remove(GitSync sync, Memory memory) {
    if (!sync.hasFinalizer(SyncStore.FINALIZER)) {
      return UpdateControl.noUpdate();
    }
    answers.forgetAll(sync.getMetadata().getUid() + "/");
    Optional<ProblemException> problem = attempts.remove(sync, memory.inventory);
    if (problem.isEmpty()) {
      store.release(sync);
      return UpdateControl.noUpdate();
    }
    Instant now = clock.instant();
    telling.failed(sync, problem.get(), memory.status, now);
    write(
        sync,
        memory,
        new SyncStatus(sync, memory.status, now).failed(problem.get(), null, memory.inventory));
    return after(Schedule.pause(++memory.failures, SyncTimes.interval(sync)));
  }

  private void write(GitSync sync, Memory memory, GitSyncStatus status) {
    if (!status.equals(memory.status)) {
      store.write(sync, status);
      memory.status = status;
    }
  }

  private void forget(ResourceID id, GitSync sync) {
    memories.remove(id);
    answers.forgetAll(sync.getMetadata().getUid() + "/");
    clusters.forget(id);
    metrics.forget(id);
  }

  private static @Nullable String sha(Memory memory) {
    GitSyncStatus status = memory.status;
    return status == null || status.commit() == null ? null : status.commit().sha();
  }

  private static UpdateControl<GitSync> after(Duration wait) {
    return UpdateControl.<GitSync>noUpdate()
        .rescheduleAfter(wait.compareTo(SOONEST) < 0 ? SOONEST : wait);
  }
}
