package dev.sluice.playground.world.control;

import dev.sluice.playground.world.watch.Api;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** All controllers of the cluster. They begin when the API's watches are started. */
public final class Controllers implements AutoCloseable {
  /** The one node that pods are put on. */
  public static final String NODE = NodeController.NAME;

  private final NodeController node;
  private final List<Controller> others;

  public Controllers(Api api, ScheduledExecutorService timer, Clock clock) {
    this.node = new NodeController(api, timer, clock);
    this.others =
        List.of(
            new Scheduler(api, timer, clock),
            new DeploymentController(
                api, timer, clock, new ClusterEvents(api.client(), clock, "deployment-controller")),
            new ReplicaSetController(api, timer, clock),
            new EndpointSliceController(api, timer));
  }

  /** To be called when the watches have started. */
  public void start() {
    node.start();
  }

  @Override
  public void close() {
    node.close();
    for (Controller other : others) {
      other.close();
    }
  }
}
