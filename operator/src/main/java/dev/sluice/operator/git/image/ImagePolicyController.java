package dev.sluice.operator.git.image;

import dev.sluice.crds.ImagePolicy;
import dev.sluice.operator.answers.Answers;
import dev.sluice.operator.git.repository.Repositories;
import dev.sluice.operator.git.writeback.BranchWriter;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.Scope;
import dev.sluice.operator.kube.Triggers;
import dev.sluice.operator.notify.ObjectEvents;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import okhttp3.OkHttpClient;

/** The controller of image policies. */
public final class ImagePolicyController implements AutoCloseable {
  /** A registry is asked by a few at a time, and an answer is kept until it is written down. */
  private static final Answers.Limits LIMITS =
      new Answers.Limits(32, 10_000, Duration.ofMinutes(10));

  private final Scope scope;
  private final Answers<ScanResult> scans;
  private final ImagePolicyReconciler reconciler;

  /**
   * @param threads runs what blocks, with a virtual thread for each
   */
  public ImagePolicyController(
      Cluster cluster,
      OkHttpClient http,
      Repositories repositories,
      ObjectEvents events,
      Scope scope,
      ExecutorService threads,
      InstantSource clock) {
    this.scope = scope;
    this.scans = new Answers<>(threads, clock, LIMITS);
    this.reconciler =
        new ImagePolicyReconciler(
            new ImageScanner(
                cluster,
                http,
                new ImageUpdater(cluster, repositories, new BranchWriter(clock)),
                clock),
            scans,
            events,
            new Triggers<>(),
            clock);
  }

  /** To be called before the operator starts. */
  public void registerWith(Operator operator) {
    operator.register(reconciler, this::configure);
  }

  @Override
  public void close() {
    scans.close();
  }

  private void configure(ControllerConfigurationOverrider<ImagePolicy> configuration) {
    configuration
        .withName("imagepolicy")
        .withTriggerReconcilerOnAllEvents(true)
        .withGenerationAware(false)
        .withOnUpdateFilter((now, before) -> isOfInterest(now, before))
        .withReconciliationMaxInterval(null);
    scope.restrict(configuration);
  }

  private static boolean isOfInterest(ImagePolicy now, ImagePolicy before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(
            now.getMetadata().getAnnotations(), before.getMetadata().getAnnotations())
        || !Objects.equals(now.getMetadata().getUid(), before.getMetadata().getUid());
  }
}
