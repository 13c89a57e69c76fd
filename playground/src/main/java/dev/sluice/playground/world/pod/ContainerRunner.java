package dev.sluice.playground.world.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs one container: starts its program, probes it, and starts it again when it ends. */
final class ContainerRunner implements Runnable {
  /** Seconds, as the kubelet's: doubled after every failure. */
  private static final int FIRST_BACK_OFF = 10;

  private static final int LAST_BACK_OFF = 300;

  /** What it needs from its pod. */
  interface Home {
    /** The container as the pod's spec has it now; its image may be changed in place. */
    Container container(String name);

    Map<String, String> environment(Container container) throws BadContainerException;

    Map<String, String> files(Container container);

    /** Something that the pod's status shows has changed. */
    void changed();

    void warn(String reason, String message);

    String now();
  }

  private final String name;
  private final String restartPolicy;
  private final Node node;
  private final Image.Setting blank;
  private final Home home;
  private final List<Thread> probes = new ArrayList<>();

  private volatile ContainerState state = waiting("ContainerCreating", "");
  private volatile @Nullable ContainerState last;
  private volatile @Nullable Program program;
  private volatile boolean started;
  private volatile boolean ready;
  private volatile boolean stopping;
  private final AtomicInteger restarts;
  private final AtomicLong servedBefore = new AtomicLong();

  /**
   * @param blank what the program is told about its pod
   * @param restarts that it has had before this JVM ran it
   */
  ContainerRunner(
      String name, String restartPolicy, Node node, Image.Setting blank, Home home, int restarts) {
    this.name = name;
    this.restartPolicy = restartPolicy;
    this.node = node;
    this.blank = blank;
    this.home = home;
    this.restarts = new AtomicInteger(restarts);
  }

  /** Runs until the container is stopped, or has ended and is not to be started again. */
  @Override
  public void run() {
    int failures = 0;
    try {
      while (!stopping) {
        Duration wait;
        try {
          Program running = start();
          int code = await(running);
          if (stopping || !isRestarted(code)) {
            return;
          }
          restarts.incrementAndGet();
          wait = failures == 0 ? Duration.ZERO : crashLoop(backOff(failures - 1));
          failures++;
        } catch (BadContainerException e) {
          wait = failed(e, failures++);
        }
        Thread.sleep(wait);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration crashLoop(Duration wait) {
    show(
        waiting(
            "CrashLoopBackOff",
            "back-off %ds restarting failed container=%s".formatted(wait.toSeconds(), name)));
    home.warn("BackOff", "Back-off restarting failed container " + name);
    return wait;
  }

  private Program start() throws BadContainerException {
    Container container = home.container(name);
    Images.Found found = Images.find(container.getImage());
    Program running =
        found
            .image()
            .start(
                new Image.Setting(
                    blank.namespace(),
                    blank.pod(),
                    found.tag(),
                    arguments(container),
                    home.environment(container),
                    () -> home.files(home.container(name)),
                    container.getPorts().stream()
                        .map(ContainerPort::getContainerPort)
                        .collect(Collectors.toUnmodifiableSet()),
                    blank.timing()));
    program = running;
    started = container.getStartupProbe() == null;
    ready = started && container.getReadinessProbe() == null;
    show(
        new ContainerStateBuilder()
            .withNewRunning()
            .withStartedAt(home.now())
            .endRunning()
            .build());
    if (started) {
      startProbes(container, running);
    } else {
      probe(container.getStartupProbe(), container, running, r -> startup(r, container, running));
    }
    return running;
  }

  /** The first word of a command is the program, which the image has. */
  private static List<String> arguments(Container container) {
    return Stream.concat(container.getCommand().stream().skip(1), container.getArgs().stream())
        .toList();
  }

  private void startup(Prober.Result result, Container container, Program running) {
    if (result.passed() && !started) {
      started = true;
      ready = container.getReadinessProbe() == null;
      home.changed();
      startProbes(container, running);
    } else if (!result.passed() && !started) {
      unhealthy("Startup", result);
      running.terminate();
    }
  }

  private void startProbes(Container container, Program running) {
    probe(
        container.getReadinessProbe(),
        container,
        running,
        result -> {
          if (ready != result.passed()) {
            ready = result.passed();
            home.changed();
            if (!ready) {
              unhealthy("Readiness", result);
            }
          }
        });
    probe(
        container.getLivenessProbe(),
        container,
        running,
        result -> {
          if (!result.passed()) {
            unhealthy("Liveness", result);
            running.terminate();
          }
        });
  }

  private void probe(
      @Nullable Probe probe,
      Container container,
      Program running,
      Consumer<Prober.Result> listener) {
    if (probe == null) {
      return;
    }
    Prober prober =
        new Prober(
            probe, port -> socket(port, container, running), node.timing(), node.http(), listener);
    synchronized (probes) {
      probes.add(Thread.ofVirtual().name("probe-" + blank.pod() + "-" + name).start(prober));
    }
  }

  private static Optional<InetSocketAddress> socket(
      IntOrString port, Container container, Program running) {
    if (port.getStrVal() == null) {
      return Optional.ofNullable(running.ports().get(port.getIntVal()));
    }
    return container.getPorts().stream()
        .filter(declared -> port.getStrVal().equals(declared.getName()))
        .map(declared -> running.ports().get(declared.getContainerPort()))
        .findFirst();
  }

  private int await(Program running) throws InterruptedException {
    int code;
    try {
      code = running.exit().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a program ends with a code", e);
    } finally {
      stopProbes();
    }
    servedBefore.addAndGet(running.served());
    program = null;
    started = false;
    ready = false;
    ContainerState ended =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(code)
            .withReason(code == 0 ? "Completed" : "Error")
            .withFinishedAt(home.now())
            .endTerminated()
            .build();
    last = ended;
    show(ended);
    return code;
  }

  private void stopProbes() {
    synchronized (probes) {
      probes.forEach(Thread::interrupt);
      probes.clear();
    }
  }

  private Duration failed(BadContainerException e, int failures) {
    boolean pull = "ErrImagePull".equals(e.reason());
    String reason = pull && failures > 0 ? "ImagePullBackOff" : e.reason();
    if (failures == 0) {
      home.warn("Failed", e.text());
    }
    show(
        waiting(
            reason,
            reason.equals("ImagePullBackOff") ? "Back-off pulling image: " + e.text() : e.text()));
    return pull && failures == 0 ? node.timing().seconds(1) : backOff(Math.max(0, failures - 1));
  }

  private Duration backOff(int failures) {
    return node.timing().seconds(Math.min(LAST_BACK_OFF, FIRST_BACK_OFF * Math.pow(2, failures)));
  }

  private boolean isRestarted(int code) {
    return switch (restartPolicy) {
      case "Never" -> false;
      case "OnFailure" -> code != 0;
      default -> true;
    };
  }

  private void unhealthy(String which, Prober.Result result) {
    home.warn("Unhealthy", which + " probe failed: " + result.message());
  }

  private void show(ContainerState next) {
    state = next;
    home.changed();
  }

  /** Asks the program to end; the container is not started again. */
  void stop() {
    stopping = true;
    Program running = program;
    if (running != null) {
      running.terminate();
    }
  }

  void kill() {
    stopping = true;
    stopProbes();
    Program running = program;
    if (running != null) {
      running.kill();
    }
  }

  Optional<Program> program() {
    return Optional.ofNullable(program);
  }

  boolean ready() {
    return ready;
  }

  boolean running() {
    return state.getRunning() != null;
  }

  boolean everStarted() {
    return running() || last != null;
  }

  /** Ended, and not about to be started again. */
  boolean ended() {
    return state.getTerminated() != null && !isRestarted(state.getTerminated().getExitCode());
  }

  boolean succeeded() {
    return ended() && state.getTerminated().getExitCode() == 0;
  }

  long served() {
    Program running = program;
    return servedBefore.get() + (running == null ? 0 : running.served());
  }

  ContainerStatus status(String image) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withImage(image)
        .withImageID(running() ? "playground://" + image : "")
        .withContainerID(running() ? "jvm://" + blank.pod() + "/" + name + "/" + restarts : null)
        .withState(state)
        .withLastState(restarts.get() > 0 && last != null ? last : new ContainerState())
        .withReady(ready && running())
        .withStarted(started && running())
        .withRestartCount(restarts.get())
        .build();
  }

  private static ContainerState waiting(String reason, String message) {
    return new ContainerStateBuilder()
        .withNewWaiting(message.isEmpty() ? null : message, reason)
        .build();
  }
}
