package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.operator.answers.Answers;
import dev.sluice.operator.git.render.Renderers;
import dev.sluice.operator.git.repository.Repositories;
import dev.sluice.operator.git.writeback.ReleaseRecord;
import dev.sluice.operator.kube.Triggers;
import dev.sluice.operator.notify.ObjectEvents;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/** The controller of GitSyncs. */
public final class GitSyncController implements AutoCloseable {
  /** Rendering takes memory: a few at a time. */
  private static final Answers.Limits LIMITS =
      new Answers.Limits(4, 10_000, Duration.ofMinutes(10));

  private final SyncOptions options;
  private final Repositories repositories;
  private final TargetClusters clusters;
  private final Answers<Outcome> answers;
  private final GitSyncReconciler reconciler;

  /**
   * @param connect opens a client of another cluster
   * @param repositories is closed with this controller
   * @param record tells of rollouts that have ended
   * @param threads runs what blocks, with a virtual thread for each
   */
  public GitSyncController(
      KubernetesClient client,
      Function<Config, KubernetesClient> connect,
      Repositories repositories,
      ReleaseRecord record,
      Renderers renderers,
      ObjectEvents events,
      MeterRegistry registry,
      SyncOptions options,
      ExecutorService threads,
      InstantSource clock) {
    this.options = options;
    this.repositories = repositories;
    Triggers<GitSync> triggers = new Triggers<>();
    this.clusters = new TargetClusters(client, connect, options, triggers::fire);
    this.answers = new Answers<>(threads, clock, LIMITS);
    this.reconciler =
        new GitSyncReconciler(
            new SyncAttempt(repositories, renderers, client, clusters, options, clock),
            answers,
            clusters,
            new SyncStore(client),
            new SyncTelling(events),
            new SyncMetrics(registry),
            triggers,
            clock);
    record.onChange(reconciler::review);
  }

  /** To be called before the operator starts. */
  public void registerWith(Operator operator) {
    operator.register(reconciler, this::configure);
  }

  @Override
  public void close() {
    answers.close();
    clusters.close();
    repositories.close();
  }

  private void configure(ControllerConfigurationOverrider<GitSync> configuration) {
    configuration
        .withName("gitsync")
        .withTriggerReconcilerOnAllEvents(true)
        .withGenerationAware(false)
        .withOnUpdateFilter((now, before) -> isOfInterest(now, before))
        .withReconciliationMaxInterval(null)
        .withRetry(GenericRetry.defaultLimitedExponentialRetry().setMaxAttempts(-1));
    options.scope().restrict(configuration);
  }

  private static boolean isOfInterest(GitSync now, GitSync before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(
            now.getMetadata().getAnnotations(), before.getMetadata().getAnnotations())
        || !Objects.equals(
            now.getMetadata().getDeletionTimestamp(), before.getMetadata().getDeletionTimestamp())
        || !Objects.equals(now.getMetadata().getUid(), before.getMetadata().getUid());
  }
}
