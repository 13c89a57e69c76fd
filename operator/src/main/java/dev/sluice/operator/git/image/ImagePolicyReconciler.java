package dev.sluice.operator.git.image;

import dev.sluice.crds.ImagePolicy;
import dev.sluice.crds.ImagePolicySpec;
import dev.sluice.crds.ImagePolicyStatus;
import dev.sluice.operator.answers.Answer;
import dev.sluice.operator.answers.Answers;
import dev.sluice.operator.kube.GoDuration;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.kube.Requested;
import dev.sluice.operator.kube.Triggers;
import dev.sluice.operator.notify.ObjectEvents;
import dev.sluice.rollout.Effect.Announce;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at an image's tags when it is time to, when the policy has changed, and when somebody asks
 * for it with the annotation {@link Requested#ANNOTATION}.
 */
final class ImagePolicyReconciler implements Reconciler<ImagePolicy> {
  private static final Logger log = LoggerFactory.getLogger(ImagePolicyReconciler.class);
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(10);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);

  private final ImageScanner scanner;
  private final Answers<ScanResult> scans;
  private final ObjectEvents events;
  private final Triggers<ImagePolicy> triggers;
  private final InstantSource clock;
  private final Map<ResourceID, Trouble> troubles = new ConcurrentHashMap<>();

  /**
   * The policy's last look, which failed.
   *
   * @param until when there is another one, unless the policy changes
   * @param wanted by the registry, so that nothing comes before it
   */
  private record Trouble(int times, Instant until, boolean wanted) {}

  ImagePolicyReconciler(
      ImageScanner scanner,
      Answers<ScanResult> scans,
      ObjectEvents events,
      Triggers<ImagePolicy> triggers,
      InstantSource clock) {
    this.scanner = scanner;
    this.scans = scans;
    this.events = events;
    this.triggers = triggers;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, ImagePolicy>> prepareEventSources(
      EventSourceContext<ImagePolicy> context) {
    return List.of(triggers);
  }

  @Override
  public UpdateControl<ImagePolicy> reconcile(ImagePolicy policy, Context<ImagePolicy> context) {
    ResourceID id = ResourceID.fromResource(policy);
    if (context.isPrimaryResourceDeleted()) {
      troubles.remove(id);
      scans.forgetAll(policy.getMetadata().getUid() + "/");
      return UpdateControl.noUpdate();
    }
    Instant now = clock.instant();
    if (Boolean.TRUE.equals(policy.getSpec().suspend())) {
      return write(policy, ImageStatus.suspended(policy, now));
    }
    Instant due = due(policy, id);
    if (due.isAfter(now)) {
      return UpdateControl.<ImagePolicy>noUpdate().rescheduleAfter(Duration.between(now, due));
    }
    String key =
        policy.getMetadata().getUid()
            + "/"
            + policy.getMetadata().getGeneration()
            + "/"
            + Requested.of(policy).orElse("");
    List<ImagePolicy> all =
        context.getPrimaryCache().list(policy.getMetadata().getNamespace(), _ -> true).toList();
    return switch (scans.ask(
        key, DEADLINE, () -> scanner.scan(policy, all), () -> triggers.fire(id))) {
      case Answer.Pending() -> UpdateControl.noUpdate();
      case Answer.Ready(ScanResult result) -> scanned(policy, id, key, result);
      case Answer.Failed(String why) ->
          scanned(policy, id, key, new ScanResult.Failed("RegistryUnreachable", why, true));
    };
  }

  private UpdateControl<ImagePolicy> scanned(
      ImagePolicy policy, ResourceID id, String key, ScanResult result) {
    Instant now = clock.instant();
    ImagePolicyStatus status = ImageStatus.after(policy, result, now);
    Duration again = again(policy, id, result, now);
    tell(policy, status);
    scans.forget(key);
    return write(policy, status).rescheduleAfter(again);
  }

  /** When to look again, also after a failure. */
  private Duration again(ImagePolicy policy, ResourceID id, ScanResult result, Instant now) {
    Duration interval = interval(policy.getSpec());
    int times = 1 + Optional.ofNullable(troubles.get(id)).map(Trouble::times).orElse(0);
    return switch (result) {
      case ScanResult.Listed(var _, var _, ScanResult.Update.Failed(var _, var _, boolean passes))
          when passes ->
          retry(id, times, interval, now);
      case ScanResult.Listed _ -> {
        troubles.remove(id);
        yield interval;
      }
      case ScanResult.Throttled(var _, Duration pause) -> {
        troubles.put(id, new Trouble(times, now.plus(pause), true));
        yield pause;
      }
      case ScanResult.Failed _ -> retry(id, times, interval, now);
    };
  }

  private Duration retry(ResourceID id, int times, Duration interval, Instant now) {
    Duration retry = FIRST_RETRY.multipliedBy(1L << Math.min(times - 1, 10));
    Duration wait = retry.compareTo(interval) < 0 ? retry : interval;
    troubles.put(id, new Trouble(times, now.plus(wait), false));
    return wait;
  }

  private Instant due(ImagePolicy policy, ResourceID id) {
    ImagePolicyStatus status = policy.getStatus();
    boolean changed =
        status == null
            || !Objects.equals(status.observedGeneration(), policy.getMetadata().getGeneration())
            || Requested.of(policy)
                .filter(request -> !request.equals(status.lastHandledRequest()))
                .isPresent();
    Trouble trouble = troubles.get(id);
    if (trouble != null && (trouble.wanted || !changed)) {
      return trouble.until;
    }
    return changed || status.scan() == null || !isReady(status)
        ? Instant.EPOCH
        : Instant.parse(status.scan().at()).plus(interval(policy.getSpec()));
  }

  private static boolean isReady(ImagePolicyStatus status) {
    return status.conditions().stream()
        .anyMatch(c -> c.type().equals("Ready") && c.status().equals("True"));
  }

  private static Duration interval(ImagePolicySpec spec) {
    try {
      Duration interval =
          spec.interval() == null ? INTERVAL : GoDuration.parse(spec.interval(), "spec.interval");
      return interval.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : interval;
    } catch (ProblemException e) {
      // The API server lets no such interval in, unless its definition is of another release.
      return INTERVAL;
    }
  }

  /** News is told once; that a look gave what the one before gave is none. */
  private void tell(ImagePolicy policy, ImagePolicyStatus now) {
    boolean ready = isReady(now);
    String message = now.conditions().getFirst().message();
    String reason = now.conditions().getFirst().reason();
    ImagePolicyStatus old = policy.getStatus();
    if (now.pushed() != null && (old == null || !now.pushed().equals(old.pushed()))) {
      events.record(
          policy,
          now.pushed().at(),
          "Pushed",
          new Announce(
              Announce.Kind.NORMAL,
              "Pushed commit %s to %s".formatted(now.pushed().commit(), now.pushed().branch())));
    }
    if (old != null
        && !old.conditions().isEmpty()
        && old.conditions().getFirst().message().equals(message)) {
      return;
    }
    events.record(
        policy,
        now.conditions().getFirst().lastTransitionTime(),
        reason,
        new Announce(ready ? Announce.Kind.NORMAL : Announce.Kind.WARNING, message));
    if (ready) {
      log.info("{}", message);
    } else {
      log.warn("ImagePolicy {}: {}", ResourceID.fromResource(policy), message);
    }
  }

  private static UpdateControl<ImagePolicy> write(ImagePolicy policy, ImagePolicyStatus status) {
    if (status.equals(policy.getStatus())) {
      return UpdateControl.noUpdate();
    }
    ImagePolicy patch = new ImagePolicy();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(policy.getMetadata().getName())
            .withNamespace(policy.getMetadata().getNamespace())
            .build());
    patch.setStatus(status);
    return UpdateControl.patchStatus(patch);
  }
}
