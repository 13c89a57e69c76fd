package dev.sluice.playground.world.control;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A stand-in for the metrics server: a pod uses {@value #MILLIS_PER_REQUEST} millicores for each
 * request in a second, and {@value #IDLE_MILLIS} when it has nothing to do.
 */
final class CpuUsage {
  private static final double MILLIS_PER_REQUEST = 10;
  private static final double IDLE_MILLIS = 1;
  private static final Duration SHORTEST = Duration.ofMillis(500);

  private record Reading(Instant at, long served, double millis) {}

  private final PodLoad load;
  private final Map<String, Reading> readings = new ConcurrentHashMap<>();

  CpuUsage(PodLoad load) {
    this.load = load;
  }

  /** Millicores since the reading before; empty at the first one. */
  OptionalDouble millis(Pod pod, Instant now) {
    String uid = pod.getMetadata().getUid();
    Reading before = readings.get(uid);
    long served = load.served(pod);
    if (before == null) {
      readings.put(uid, new Reading(now, served, Double.NaN));
      return OptionalDouble.empty();
    }
    Duration elapsed = Duration.between(before.at(), now);
    if (elapsed.compareTo(SHORTEST) < 0) {
      return Double.isNaN(before.millis())
          ? OptionalDouble.empty()
          : OptionalDouble.of(before.millis());
    }
    double perSecond = (served - before.served()) / (elapsed.toMillis() / 1e3);
    double millis = IDLE_MILLIS + MILLIS_PER_REQUEST * perSecond;
    readings.put(uid, new Reading(now, served, millis));
    return OptionalDouble.of(millis);
  }

  void forget(Pod pod) {
    readings.remove(pod.getMetadata().getUid());
  }

  /** Millicores that the pod's containers ask for; 0 when they do not say. */
  static double requested(Pod pod) {
    return pod.getSpec().getContainers().stream().mapToDouble(CpuUsage::requested).sum();
  }

  private static double requested(Container container) {
    if (container.getResources() == null || container.getResources().getRequests() == null) {
      return 0;
    }
    Quantity cpu = container.getResources().getRequests().get("cpu");
    return cpu == null ? 0 : millis(cpu);
  }

  static double millis(Quantity quantity) {
    return Quantity.getAmountInBytes(quantity).doubleValue() * 1_000;
  }
}
