package dev.sluice.playground.world.control;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.ClusterEvents;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** All controllers of the cluster. They begin when the API's watches are started. */
public final class Controllers implements AutoCloseable {
  /** The one node that pods are put on. */
  public static final String NODE = NodeController.NAME;

  private final NodeController node;
  private final List<Controller> others;

  /**
   * @param pace what a second of the autoscaler's period lasts
   * @param load what the pods have to do
   */
  public Controllers(
      Api api, ScheduledExecutorService timer, Clock clock, double pace, PodLoad load) {
    this.node = new NodeController(api, timer, clock);
    this.others =
        List.of(
            new Scheduler(api, timer, clock),
            new DeploymentController(
                api, timer, clock, new ClusterEvents(api.client(), clock, "deployment-controller")),
            new ReplicaSetController(api, timer, clock),
            new EndpointSliceController(api, timer),
            new DaemonSetController(api, timer, clock),
            new JobController(api, timer, clock),
            new AutoscalerController(api, timer, clock, pace, load),
            new DisruptionController(api, timer, clock),
            new NamespaceController(api, timer),
            new GarbageCollector(api, timer));
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
