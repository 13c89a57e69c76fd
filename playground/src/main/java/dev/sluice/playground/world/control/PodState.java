package dev.sluice.playground.world.control;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a controller wants to know of a pod. */
record PodState(Pod pod) {
  private String phase() {
    return pod.getStatus() == null || pod.getStatus().getPhase() == null
        ? "Pending"
        : pod.getStatus().getPhase();
  }

  /** Neither finished nor going away. */
  boolean active() {
    return !finished() && !Owners.deleting(pod);
  }

  boolean finished() {
    return succeeded() || failed();
  }

  boolean succeeded() {
    return "Succeeded".equals(phase());
  }

  boolean failed() {
    return "Failed".equals(phase());
  }

  boolean running() {
    return "Running".equals(phase());
  }

  boolean scheduled() {
    return pod.getSpec().getNodeName() != null && !pod.getSpec().getNodeName().isEmpty();
  }

  boolean ready() {
    return readyCondition().isPresent();
  }

  /** Ready for {@code minReadySeconds} at least. */
  boolean available(int minReadySeconds, Instant now) {
    return readyCondition().isPresent() && untilAvailable(minReadySeconds, now).isEmpty();
  }

  /** How long a ready pod still has to stay so; empty when it has, or is not ready. */
  Optional<Duration> untilAvailable(int minReadySeconds, Instant now) {
    if (minReadySeconds == 0) {
      return Optional.empty();
    }
    return readyCondition()
        .map(ready -> Instant.parse(ready.getLastTransitionTime()).plusSeconds(minReadySeconds))
        .filter(at -> at.isAfter(now))
        .map(at -> Duration.between(now, at));
  }

  private Optional<PodCondition> readyCondition() {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    return pod.getStatus().getConditions().stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .filter(condition -> "True".equals(condition.getStatus()))
        .findFirst();
  }
}
