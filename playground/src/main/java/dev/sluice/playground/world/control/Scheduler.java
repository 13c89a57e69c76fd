package dev.sluice.playground.world.control;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Selection;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Puts pods on the node, if its labels suit them. */
final class Scheduler implements Controller {
  private final KubernetesClient client;
  private final Watched<Pod> pods;
  private final Watched<Node> nodes;
  private final Clock clock;
  private final KeyedLoop loop;

  Scheduler(Api api, ScheduledExecutorService timer, Clock clock) {
    this.client = api.client();
    this.pods = api.watch(Pod.class);
    this.nodes = api.watch(Node.class);
    this.clock = clock;
    this.loop = new KeyedLoop("scheduler", timer, this::reconcile);
    pods.onChange(change -> addIfUnbound(change.latest()));
    nodes.onChange(change -> pods.all().forEach(this::addIfUnbound));
  }

  private void addIfUnbound(Pod pod) {
    if (unbound(pod)) {
      loop.add(Key.of(pod));
    }
  }

  private static boolean unbound(Pod pod) {
    return !new PodState(pod).scheduled() && !Owners.deleting(pod);
  }

  private Optional<Duration> reconcile(Key key) {
    pods.get(key)
        .filter(Scheduler::unbound)
        .ifPresent(
            pod -> {
              if (suits(pod)) {
                bind(pod);
              } else {
                refuse(pod);
              }
            });
    return Optional.empty();
  }

  private boolean suits(Pod pod) {
    return nodes
        .get("", NodeController.NAME)
        .filter(node -> !Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
        .filter(
            node ->
                Selection.matches(pod.getSpec().getNodeSelector(), node.getMetadata().getLabels()))
        .isPresent();
  }

  private void bind(Pod pod) {
    Binding binding =
        new BindingBuilder()
            .withNewMetadata()
            .withName(pod.getMetadata().getName())
            .withNamespace(pod.getMetadata().getNamespace())
            .withUid(pod.getMetadata().getUid())
            .endMetadata()
            .withNewTarget()
            .withApiVersion("v1")
            .withKind("Node")
            .withName(NodeController.NAME)
            .endTarget()
            .build();
    String path =
        "/api/v1/namespaces/%s/pods/%s/binding"
            .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    client.raw(path, "POST", binding);
  }

  private void refuse(Pod pod) {
    PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    boolean told =
        status.getConditions().stream()
            .anyMatch(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()));
    if (told) {
      return;
    }
    PodCondition condition =
        new PodConditionBuilder()
            .withType("PodScheduled")
            .withStatus("False")
            .withReason("Unschedulable")
            .withMessage("the playground's only node does not have the labels of the nodeSelector")
            .withLastTransitionTime(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
            .build();
    pods.patchStatus(
        pod,
        new PodStatusBuilder(status)
            .withPhase("Pending")
            .withConditions(List.of(condition))
            .build());
  }

  @Override
  public void close() {
    loop.close();
  }
}
