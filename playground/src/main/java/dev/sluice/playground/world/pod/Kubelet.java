package dev.sluice.playground.world.pod;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Change;
import dev.sluice.playground.world.watch.ClusterEvents;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import okhttp3.OkHttpClient;

/** Runs the pods that are bound to the node, and reports on them. */
public final class Kubelet implements AutoCloseable {
  private static final Duration GRACE_WHEN_FORCED = Duration.ofSeconds(30);

  /** A pod with a program that listens. */
  public record Listening(Pod pod, InetSocketAddress socket) {}

  private final String nodeName;
  private final Node node;
  private final Watched<Pod> pods;
  private final Map<String, PodRunner> runners = new ConcurrentHashMap<>();
  private final KeyedLoop statuses;
  private volatile boolean closed;

  public Kubelet(
      String nodeName,
      Api api,
      ScheduledExecutorService timer,
      Clock clock,
      PodTiming timing,
      PodNetwork network,
      OkHttpClient http) {
    this.nodeName = nodeName;
    this.node =
        new Node(
            timing,
            network,
            new Configs(api),
            http,
            new ClusterEvents(api.client(), clock, "kubelet"),
            clock);
    this.pods = api.watch(Pod.class);
    this.statuses = new KeyedLoop("kubelet", timer, this::report);
    pods.onChange(this::changed);
  }

  private void changed(Change<Pod> change) {
    Pod pod = change.latest();
    String uid = pod.getMetadata().getUid();
    if (closed || !nodeName.equals(pod.getSpec().getNodeName())) {
      return;
    }
    PodRunner runner = runners.get(uid);
    if (change.gone()) {
      if (runner != null) {
        // Forced out of the API: its users still get their answers.
        runner.stop(GRACE_WHEN_FORCED);
        runners.remove(uid);
      }
    } else if (runner != null) {
      runner.update(pod);
      if (gatesMayHaveChanged(change)) {
        statuses.add(Key.of(pod));
      }
    } else if (pod.getMetadata().getDeletionTimestamp() != null) {
      statuses.add(Key.of(pod));
    } else if (!finished(pod)) {
      PodRunner started = new PodRunner(pod, node, () -> statuses.add(Key.of(pod)));
      runners.put(uid, started);
      started.start();
    }
  }

  private static boolean gatesMayHaveChanged(Change<Pod> change) {
    return !change.latest().getSpec().getReadinessGates().isEmpty();
  }

  private static boolean finished(Pod pod) {
    return pod.getStatus() != null
        && ("Succeeded".equals(pod.getStatus().getPhase())
            || "Failed".equals(pod.getStatus().getPhase()));
  }

  private Optional<Duration> report(Key key) {
    Optional<Pod> found = pods.get(key);
    if (found.isEmpty() || closed) {
      return Optional.empty();
    }
    Pod pod = found.get();
    PodRunner runner = runners.get(pod.getMetadata().getUid());
    boolean deleting = pod.getMetadata().getDeletionTimestamp() != null;
    if (deleting && (runner == null || runner.stopped())) {
      pods.remove(pod);
    } else if (runner != null) {
      pods.patchStatus(pod, runner.status(pod));
    }
    return Optional.empty();
  }

  /** The pods whose programs listen now. */
  public List<Listening> listening() {
    return runners.values().stream()
        .flatMap(
            runner -> runner.socket().map(socket -> new Listening(runner.pod(), socket)).stream())
        .toList();
  }

  /** Requests that the pod has answered for clients so far. */
  public long served(Pod pod) {
    PodRunner runner = runners.get(pod.getMetadata().getUid());
    return runner == null ? 0 : runner.served();
  }

  @Override
  public void close() {
    closed = true;
    statuses.close();
    runners.values().forEach(PodRunner::kill);
  }
}
