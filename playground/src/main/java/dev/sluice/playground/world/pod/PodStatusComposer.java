package dev.sluice.playground.world.pod;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a pod's status as the kubelet does; conditions of others are left alone. */
final class PodStatusComposer {
  private static final Set<String> OURS =
      Set.of("PodScheduled", "Initialized", "ContainersReady", "Ready");

  private final Pod pod;
  private final PodStatus before;
  private final Instant now;

  PodStatusComposer(Pod pod, Instant now) {
    this.pod = pod;
    this.before = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    this.now = now;
  }

  PodStatus compose(
      String address,
      Instant startTime,
      String phase,
      boolean initialized,
      List<ContainerStatus> containers) {
    return new PodStatusBuilder(before)
        .withPhase(phase)
        .withHostIP("127.0.0.1")
        .withPodIP(address)
        .withPodIPs()
        .addNewPodIP(address)
        .withStartTime(startTime.toString())
        .withContainerStatuses(containers)
        .withConditions(conditions(initialized, containers))
        .build();
  }

  private List<PodCondition> conditions(boolean initialized, List<ContainerStatus> containers) {
    List<PodCondition> conditions = new ArrayList<>();
    before.getConditions().stream()
        .filter(condition -> !OURS.contains(condition.getType()))
        .forEach(conditions::add);
    String unready =
        containers.stream()
            .filter(status -> !status.getReady())
            .map(ContainerStatus::getName)
            .collect(Collectors.joining(" "));
    Optional<String> notReady =
        unready.isEmpty()
            ? Optional.empty()
            : Optional.of("containers with unready status: [%s]".formatted(unready));
    conditions.add(condition("PodScheduled", "", Optional.empty()));
    conditions.add(
        condition(
            "Initialized",
            "ContainersNotInitialized",
            initialized ? Optional.empty() : Optional.of("init containers have not ended yet")));
    conditions.add(condition("ContainersReady", "ContainersNotReady", notReady));
    conditions.add(
        notReady.isPresent()
            ? condition("Ready", "ContainersNotReady", notReady)
            : condition("Ready", "ReadinessGatesNotReady", closedGate()));
    return conditions;
  }

  private Optional<String> closedGate() {
    return pod.getSpec().getReadinessGates().stream()
        .map(PodReadinessGate::getConditionType)
        .filter(
            gate ->
                before.getConditions().stream()
                    .noneMatch(c -> gate.equals(c.getType()) && "True".equals(c.getStatus())))
        .findFirst()
        .map("the status of pod readiness gate \"%s\" is not \"True\""::formatted);
  }

  /** True unless there is a {@code problem}; keeps its time while its status stays. */
  private PodCondition condition(String type, String reason, Optional<String> problem) {
    String status = problem.isPresent() ? "False" : "True";
    String since =
        before.getConditions().stream()
            .filter(c -> type.equals(c.getType()) && status.equals(c.getStatus()))
            .map(PodCondition::getLastTransitionTime)
            .findFirst()
            .orElse(now.toString());
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(problem.isPresent() ? reason : null)
        .withMessage(problem.orElse(null))
        .withLastTransitionTime(since)
        .build();
  }
}
