package dev.sluice.playground.world.control;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** The one node: there, ready and free of taints, whatever others do to it. */
final class NodeController implements Controller {
  static final String NAME = "playground";

  private static final Map<String, String> LABELS =
      Map.of(
          "kubernetes.io/hostname", NAME,
          "kubernetes.io/os", "linux",
          "node.kubernetes.io/instance-type", "sluice-playground");

  private final Watched<Node> nodes;
  private final Clock clock;
  private final KeyedLoop loop;

  NodeController(Api api, ScheduledExecutorService timer, Clock clock) {
    this.nodes = api.watch(Node.class);
    this.clock = clock;
    this.loop = new KeyedLoop("node", timer, this::reconcile);
    nodes.onChange(
        change -> {
          if (NAME.equals(change.latest().getMetadata().getName())) {
            loop.add(Key.of(change.latest()));
          }
        });
  }

  void start() {
    loop.add(new Key("", NAME));
  }

  private Optional<Duration> reconcile(Key key) {
    Node bare =
        new NodeBuilder().withNewMetadata().withName(NAME).withLabels(LABELS).endMetadata().build();
    Node node = nodes.get(key).orElseGet(() -> nodes.create(bare));
    // Somebody who watches nodes has tainted it before its status said that it is ready.
    node =
        nodes.patch(
            node,
            new NodeBuilder(node)
                .editMetadata()
                .addToLabels(LABELS)
                .endMetadata()
                .editOrNewSpec()
                .withTaints(List.of())
                .endSpec()
                .build());
    nodes.patchStatus(node, status(node));
    return Optional.empty();
  }

  private NodeStatus status(Node node) {
    Map<String, Quantity> capacity =
        Map.of(
            "cpu", new Quantity("64"),
            "memory", new Quantity("256Gi"),
            "pods", new Quantity("10000"));
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    boolean ready =
        node.getStatus() != null
            && node.getStatus().getConditions().stream()
                .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    NodeStatusBuilder status =
        new NodeStatusBuilder(node.getStatus() == null ? new NodeStatus() : node.getStatus())
            .withCapacity(capacity)
            .withAllocatable(capacity)
            .editOrNewNodeInfo()
            .withArchitecture("jvm")
            .withOperatingSystem("linux")
            .withOsImage("Sluice playground, not for production")
            .withKernelVersion("none")
            .withContainerRuntimeVersion("jvm://" + Runtime.version().feature())
            .withKubeletVersion("playground")
            .withKubeProxyVersion("playground")
            .withMachineID(NAME)
            .withSystemUUID(NAME)
            .withBootID(NAME)
            .endNodeInfo();
    if (!status.hasAddresses()) {
      status.addNewAddress("127.0.0.1", "InternalIP").addNewAddress(NAME, "Hostname");
    }
    if (!ready) {
      status.withConditions(
          new NodeConditionBuilder()
              .withType("Ready")
              .withStatus("True")
              .withReason("PlaygroundReady")
              .withMessage("pods run as HTTP servers in one JVM")
              .withLastHeartbeatTime(now)
              .withLastTransitionTime(now)
              .build());
    }
    return status.build();
  }

  @Override
  public void close() {
    loop.close();
  }
}
