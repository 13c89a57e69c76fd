package dev.sluice.playground.world.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Runs one pod, from its arrival on the node until its containers have ended. */
final class PodRunner implements ContainerRunner.Home {
  private static final int DEFAULT_GRACE = 30;

  private final Node node;
  private final Runnable onChange;
  private final String address;
  private final Instant startTime;
  private final Map<String, ContainerRunner> containers = new LinkedHashMap<>();
  private final ExecutorService threads;

  private volatile Pod pod;
  private volatile boolean initialized;
  private volatile boolean stopping;
  private volatile boolean stopped;
  private volatile @Nullable String problem;

  /**
   * @param onChange called when the status has to be written
   */
  PodRunner(Pod pod, Node node, Runnable onChange) {
    this.pod = pod;
    this.node = node;
    this.onChange = onChange;
    this.address = node.network().newAddress();
    this.startTime = node.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    String name = pod.getMetadata().getName();
    this.threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("pod-" + name + "-", 0).factory());
    Image.Setting blank =
        new Image.Setting(
            pod.getMetadata().getNamespace(),
            name,
            "",
            List.of(),
            Map.of(),
            Map::of,
            Set.of(),
            node.timing());
    for (Container container : pod.getSpec().getContainers()) {
      containers.put(
          container.getName(),
          new ContainerRunner(
              container.getName(),
              pod.getSpec().getRestartPolicy() == null
                  ? "Always"
                  : pod.getSpec().getRestartPolicy(),
              node,
              blank,
              this,
              restartsBefore(container.getName())));
    }
  }

  /** A container that ran before this JVM did has been restarted by it. */
  private int restartsBefore(String container) {
    if (pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null) {
      return 0;
    }
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getName().equals(container))
        .mapToInt(
            status -> status.getRestartCount() + (status.getState().getRunning() == null ? 0 : 1))
        .findFirst()
        .orElse(0);
  }

  void start() {
    threads.execute(this::run);
  }

  private void run() {
    changed();
    try {
      Thread.sleep(node.timing().startDelay());
      awaitVolumes();
      awaitInitContainers();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (stopping) {
      return;
    }
    initialized = true;
    containers.values().forEach(threads::execute);
  }

  private void awaitVolumes() throws InterruptedException {
    Volumes volumes = new Volumes(pod, node.configs());
    while (volumes.missing().isPresent() && !stopping) {
      String missing = volumes.missing().orElse("");
      if (!missing.equals(problem)) {
        problem = missing;
        warn("FailedMount", missing);
      }
      Thread.sleep(node.timing().seconds(1));
    }
    problem = null;
  }

  /** Init containers of a known image end well and at once. */
  private void awaitInitContainers() throws InterruptedException {
    for (Container container : pod.getSpec().getInitContainers()) {
      while (!stopping) {
        try {
          Images.find(container.getImage());
          break;
        } catch (BadContainerException e) {
          if (!e.text().equals(problem)) {
            problem = e.text();
            warn("Failed", e.text());
          }
          Thread.sleep(node.timing().seconds(1));
        }
      }
    }
    problem = null;
  }

  void update(Pod latest) {
    pod = latest;
    if (latest.getMetadata().getDeletionTimestamp() != null) {
      Long grace = latest.getMetadata().getDeletionGracePeriodSeconds();
      stop(Duration.ofSeconds(grace == null ? DEFAULT_GRACE : grace));
    }
  }

  /** Lets the programs finish; those that have not when {@code grace} is over are killed. */
  synchronized void stop(Duration grace) {
    if (stopping) {
      return;
    }
    stopping = true;
    Thread.ofVirtual().name("stop-" + pod.getMetadata().getName()).start(() -> stopWithin(grace));
  }

  private void stopWithin(Duration grace) {
    Instant deadline = Instant.now().plus(grace);
    containers.values().forEach(ContainerRunner::stop);
    try {
      for (ContainerRunner container : containers.values()) {
        while (container.program().isPresent() && Instant.now().isBefore(deadline)) {
          Thread.sleep(Duration.ofMillis(10));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
    stopped = true;
    changed();
  }

  /** Ends everything at once and tells nobody. */
  void kill() {
    stopping = true;
    containers.values().forEach(ContainerRunner::kill);
    threads.shutdownNow();
    node.network().silence(address);
  }

  /** The pod was to go and nothing of it runs any more. */
  boolean stopped() {
    return stopped;
  }

  Pod pod() {
    return pod;
  }

  /** The socket that its first program listens on, if one runs. */
  Optional<InetSocketAddress> socket() {
    return containers.values().stream()
        .flatMap(container -> container.program().stream())
        .flatMap(program -> program.ports().values().stream())
        .findFirst();
  }

  long served() {
    return containers.values().stream().mapToLong(ContainerRunner::served).sum();
  }

  PodStatus status(Pod cached) {
    List<ContainerStatus> statuses =
        containers.entrySet().stream()
            .map(entry -> entry.getValue().status(container(entry.getKey()).getImage()))
            .toList();
    PodStatusComposer composer =
        new PodStatusComposer(cached, node.clock().instant().truncatedTo(ChronoUnit.SECONDS));
    return composer.compose(address, startTime, phase(), initialized, statuses);
  }

  private String phase() {
    if (!initialized) {
      return "Pending";
    }
    if (containers.values().stream().allMatch(ContainerRunner::ended)) {
      return containers.values().stream().allMatch(ContainerRunner::succeeded)
          ? "Succeeded"
          : "Failed";
    }
    return containers.values().stream().allMatch(ContainerRunner::everStarted)
        ? "Running"
        : "Pending";
  }

  @Override
  public Container container(String name) {
    return pod.getSpec().getContainers().stream()
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Map<String, String> environment(Container container) throws BadContainerException {
    return new Environment(pod, address, node.configs()).of(container);
  }

  @Override
  public Map<String, String> files(Container container) {
    return new Volumes(pod, node.configs()).files(container);
  }

  @Override
  public void changed() {
    Map<Integer, InetSocketAddress> ports = new HashMap<>();
    containers.values().forEach(c -> c.program().ifPresent(p -> ports.putAll(p.ports())));
    if (ports.isEmpty()) {
      node.network().silence(address);
    } else {
      node.network().listen(address, ports);
    }
    onChange.run();
  }

  @Override
  public void warn(String reason, String message) {
    node.events().warning(pod, reason, message);
  }

  @Override
  public String now() {
    return node.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
