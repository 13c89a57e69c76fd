package dev.sluice.playground.world.control;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Selection;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Scales Deployments between the bounds of their HorizontalPodAutoscaler, by their pods' CPU. Other
 * metrics are not measured here and leave the size as it is.
 */
final class AutoscalerController implements Controller {
  private static final int PERIOD_SECONDS = 15;
  private static final int DEFAULT_WINDOW_SECONDS = 300;

  private final Watched<HorizontalPodAutoscaler> autoscalers;
  private final Watched<Deployment> deployments;
  private final Watched<Pod> pods;
  private final Clock clock;
  private final double pace;
  private final CpuUsage cpu;
  private final Map<Key, Autoscaling> memory = new ConcurrentHashMap<>();
  private final KeyedLoop loop;

  /**
   * @param pace what a second of its period lasts
   */
  AutoscalerController(
      Api api, ScheduledExecutorService timer, Clock clock, double pace, PodLoad load) {
    this.autoscalers = api.watch(HorizontalPodAutoscaler.class);
    this.deployments = api.watch(Deployment.class);
    this.pods = api.watch(Pod.class);
    this.clock = clock;
    this.pace = pace;
    this.cpu = new CpuUsage(load);
    this.loop = new KeyedLoop("autoscaler", timer, this::reconcile);
    autoscalers.onChange(
        change -> {
          if (change.gone()) {
            memory.remove(Key.of(change.latest()));
          }
          loop.add(Key.of(change.latest()));
        });
    pods.onChange(
        change -> {
          if (change.gone()) {
            cpu.forget(change.latest());
          }
        });
  }

  private Optional<Duration> reconcile(Key key) {
    Optional<HorizontalPodAutoscaler> found = autoscalers.get(key);
    if (found.isEmpty() || Owners.deleting(found.get())) {
      return Optional.empty();
    }
    HorizontalPodAutoscaler autoscaler = found.get();
    AutoscalerStatus status = new AutoscalerStatus(autoscaler, clock.instant());
    Optional<Deployment> target = target(autoscaler);
    if (target.isEmpty()) {
      status.noTarget();
    } else if (Replicas.of(target.get()) == 0) {
      status.disabled();
    } else {
      scale(autoscaler, target.get(), status);
    }
    autoscalers.patchStatus(autoscaler, status.build());
    return Optional.of(seconds(PERIOD_SECONDS));
  }

  private Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * pace * 1e9));
  }

  private Optional<Deployment> target(HorizontalPodAutoscaler autoscaler) {
    var target = autoscaler.getSpec().getScaleTargetRef();
    return "Deployment".equals(target.getKind())
        ? deployments.get(autoscaler.getMetadata().getNamespace(), target.getName())
        : Optional.empty();
  }

  private void scale(
      HorizontalPodAutoscaler autoscaler, Deployment target, AutoscalerStatus status) {
    Instant now = clock.instant();
    int current = Replicas.of(target);
    OptionalDouble ratio = highestRatio(autoscaler, target, status, now);
    int wanted = ratio.isPresent() ? Autoscaling.forRatio(current, ratio.getAsDouble()) : current;
    if (ratio.isPresent()) {
      int stabilized =
          memory
              .computeIfAbsent(Key.of(autoscaler), k -> new Autoscaling())
              .stabilized(wanted, now, window(autoscaler));
      // Only scaling down waits; what was once recommended does not scale up later.
      wanted = wanted >= current ? wanted : Math.min(current, stabilized);
    }
    int min = Replicas.orElse(autoscaler.getSpec().getMinReplicas(), 1);
    int max = autoscaler.getSpec().getMaxReplicas();
    int bounded = Math.clamp(wanted, min, Math.max(min, max));
    if (bounded != current) {
      deployments.patch(
          target, new DeploymentBuilder(target).editSpec().withReplicas(bounded).endSpec().build());
    }
    int actual =
        target.getStatus() == null ? 0 : Replicas.orElse(target.getStatus().getReplicas(), 0);
    status.scaled(actual, current, bounded, wanted, ratio.isPresent());
  }

  private Duration window(HorizontalPodAutoscaler autoscaler) {
    var behavior = autoscaler.getSpec().getBehavior();
    Integer window =
        behavior == null || behavior.getScaleDown() == null
            ? null
            : behavior.getScaleDown().getStabilizationWindowSeconds();
    return seconds(Replicas.orElse(window, DEFAULT_WINDOW_SECONDS));
  }

  private OptionalDouble highestRatio(
      HorizontalPodAutoscaler autoscaler, Deployment target, AutoscalerStatus status, Instant now) {
    List<MetricSpec> metrics = autoscaler.getSpec().getMetrics();
    List<Pod> ready =
        pods.in(target.getMetadata().getNamespace()).stream()
            .filter(
                pod ->
                    Selection.matches(
                        target.getSpec().getSelector(), pod.getMetadata().getLabels()))
            .filter(pod -> new PodState(pod).active() && new PodState(pod).ready())
            .toList();
    List<Double> ratios = new ArrayList<>();
    for (MetricSpec metric : metrics == null ? List.<MetricSpec>of() : metrics) {
      if (metric.getResource() != null && "cpu".equals(metric.getResource().getName())) {
        ratio(metric.getResource().getTarget(), ready, status, now).ifPresent(ratios::add);
      }
    }
    return ratios.stream().mapToDouble(Double::doubleValue).max();
  }

  private OptionalDouble ratio(
      MetricTarget target, List<Pod> ready, AutoscalerStatus status, Instant now) {
    double used = 0;
    double requested = 0;
    int measured = 0;
    for (Pod pod : ready) {
      OptionalDouble millis = cpu.millis(pod, now);
      if (millis.isPresent()) {
        used += millis.getAsDouble();
        requested += CpuUsage.requested(pod);
        measured++;
      }
    }
    if (measured == 0) {
      return OptionalDouble.empty();
    }
    status.cpu(used / measured, requested == 0 ? 0 : (int) Math.round(100 * used / requested));
    if (target.getAverageUtilization() != null) {
      return requested == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(100 * used / requested / target.getAverageUtilization());
    }
    return target.getAverageValue() == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(used / measured / CpuUsage.millis(target.getAverageValue()));
  }

  @Override
  public void close() {
    loop.close();
  }
}
