package dev.sluice.operator.canary;

import dev.sluice.crds.Canary;
import dev.sluice.operator.answers.Answers;
import dev.sluice.operator.git.writeback.ReleaseRecord;
import dev.sluice.operator.hooks.HookAnswer;
import dev.sluice.operator.hooks.Hooks;
import dev.sluice.operator.judging.Judged;
import dev.sluice.operator.judging.Judges;
import dev.sluice.operator.kube.KubernetesCluster;
import dev.sluice.operator.kube.Scope;
import dev.sluice.operator.kube.Triggers;
import dev.sluice.operator.notify.Alerts;
import dev.sluice.operator.notify.Events;
import dev.sluice.operator.notify.Outbox;
import dev.sluice.operator.server.CanaryMetrics;
import dev.sluice.operator.traffic.provider.TrafficRouters;
import dev.sluice.operator.workload.Services;
import dev.sluice.operator.workload.Workloads;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ExecutorService;

/** The controller of Canaries: what a reconcile needs, put together. */
public final class CanaryController implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A server of repositories is not to be overrun. */
  private static final Answers.Limits WRITE_BACKS =
      new Answers.Limits(8, 10_000, Duration.ofMinutes(10));

  private final Parts parts;
  private final Scope scope;
  private final Answers<HookAnswer> hookAnswers;
  private final Answers<Judged> rounds;
  private final Answers<WriteBacks.Outcome> written;
  private final CanaryReconciler reconciler;

  /** What the controller works with. */
  public record Parts(
      KubernetesCluster cluster,
      Workloads workloads,
      TrafficRouters routers,
      Services services,
      Hooks hooks,
      Judges judges,
      Events events,
      Alerts alerts,
      ReleaseRecord git,
      Outbox outbox,
      CanaryMetrics metrics) {}

  /**
   * @param threads runs what blocks, with a virtual thread for each
   */
  public CanaryController(Parts parts, Scope scope, ExecutorService threads, InstantSource clock) {
    this.parts = parts;
    this.scope = scope;
    this.hookAnswers = new Answers<>(threads, clock, Answers.Limits.DEFAULT);
    this.rounds = new Answers<>(threads, clock, Answers.Limits.DEFAULT);
    this.written = new Answers<>(threads, clock, WRITE_BACKS);
    Triggers<Canary> triggers = new Triggers<>();
    parts.cluster.onChange(triggers::fire);
    Questions questions =
        new Questions(
            hookAnswers, rounds, parts.hooks, parts.judges, parts.metrics, triggers::fire);
    Driver driver =
        new Driver(
            parts.workloads,
            parts.routers,
            new Observer(questions),
            new Performer(parts.services, questions, parts.events, parts.alerts),
            questions,
            new Sources(parts.judges, parts.events, threads),
            new Telemetry(parts.metrics),
            parts.git,
            new WriteBacks(written, parts.git, triggers::fire, clock),
            clock);
    this.reconciler = new CanaryReconciler(parts.cluster, driver, triggers, clock);
  }

  /** To be called before the operator starts. */
  public void registerWith(Operator operator) {
    operator.register(reconciler, this::configure);
  }

  /** Sends what is to be sent, then lets go of everything. */
  @Override
  public void close() {
    hookAnswers.close();
    rounds.close();
    written.close();
    try {
      parts.outbox.flush(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    parts.cluster.close();
  }

  /**
   * Every event is reconciled, deletions too, so that a finalizer is set only when a workload was
   * taken over; but the status that the reconciler itself writes is no event.
   */
  private void configure(ControllerConfigurationOverrider<Canary> configuration) {
    configuration
        .withName("canary")
        .withTriggerReconcilerOnAllEvents(true)
        .withGenerationAware(false)
        .withOnUpdateFilter((now, before) -> isOfInterest(now, before))
        .withReconciliationMaxInterval(null)
        .withRetry(GenericRetry.defaultLimitedExponentialRetry().setMaxAttempts(-1));
    scope.restrict(configuration);
  }

  private static boolean isOfInterest(Canary now, Canary before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(
            now.getMetadata().getAnnotations(), before.getMetadata().getAnnotations())
        || !Objects.equals(
            now.getMetadata().getDeletionTimestamp(), before.getMetadata().getDeletionTimestamp())
        || !Objects.equals(now.getMetadata().getFinalizers(), before.getMetadata().getFinalizers())
        || !Objects.equals(now.getMetadata().getUid(), before.getMetadata().getUid());
  }
}
