package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.stage.SluiceProcess;
import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.operator.boot.OperatorOptions.LeaderElection;
import dev.sluice.operator.boot.Product;
import dev.sluice.playground.apiserver.request.ApiRequest;
import dev.sluice.playground.apiserver.request.Fault;
import dev.sluice.playground.apiserver.request.Faults;
import dev.sluice.playground.apiserver.request.LoggedRequest;
import dev.sluice.playground.apiserver.request.RequestLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two replicas, of which one works at a time. */
@Tag("A5")
class LeadershipTest {
  @TempDir private Path directory;
  private final App app = App.running(Stages.embedded());
  private final String first = "sluice/first-" + app.namespace();
  private final String second = "sluice/second-" + app.namespace();

  @Test
  void theNextOneGoesOnAtOnceWhenTheFirstIsStopped() {
    LeaderElection patient = new LeaderElection(true, app.namespace());
    try (Mortal leader = start(first, patient)) {
      app.declare(Specs.HOLDING);
      app.awaitPhase("Initialized");
      app.ship("1.1.0");
      app.await(canary -> canary.getStatus().canaryWeight() == 30, "weight 30");
      try (Mortal _ = start(second, patient)) {
        assertThat(writes(second)).isEmpty();
        leader.stop();
        int asked = requests(first).size();
        app.ask("1", "promote");
        app.awaitPhase("Succeeded");

        assertThat(requests(first)).hasSize(asked);
        assertThat(writes(second)).isNotEmpty();
        assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
      }
    }
  }

  /** What is between the leader and the API server. */
  enum Trouble {
    LEASE_REFUSED,
    CUT_OFF
  }

  @ParameterizedTest
  @EnumSource
  void oneThatCannotRenewItsLeaseEndsBeforeTheNextOneBegins(Trouble trouble) {
    LeaderElection hasty =
        new LeaderElection(
            true,
            app.namespace(),
            Duration.ofSeconds(15),
            Duration.ofSeconds(3),
            Duration.ofMillis(500));
    try (Mortal leader = start(first, hasty);
        Shipping shipping = new Shipping()) {
      app.declare(Specs.HOLDING);
      app.awaitPhase("Initialized");
      try (Mortal _ = start(second, hasty)) {
        shipping.begin();
        try (Faults.Injected _ =
            app.cluster().apiServer().orElseThrow().faults().inject(disturb(trouble))) {
          await().atMost(Duration.ofMinutes(1)).until(leader::isDead);
          await().atMost(Duration.ofMinutes(1)).until(() -> !writes(second).isEmpty());
        }
        shipping.end();
        app.await(canary -> canary.getStatus().canaryWeight() == 30, "weight 30");

        assertThat(writes(first).getLast()).isBefore(writes(second).getFirst());
      }
    }
  }

  @Test
  void oneThatWasFrozenWritesNothingNewWhenItGoesOn() throws IOException, InterruptedException {
    LeaderElection usual = new LeaderElection(true, app.namespace());
    String frozen = Product.USER_AGENT;
    try (SluiceProcess leader =
            SluiceProcess.start(
                ChartInstallation.QUICK_START, arguments(), directory.resolve("leader.log"));
        Shipping shipping = new Shipping()) {
      app.declare(Specs.HOLDING);
      app.awaitPhase("Initialized");
      try (Mortal _ = start(second, usual)) {
        shipping.begin();
        app.awaitPhase("Progressing");
        try (Frozen _ = freezeInAWrite(leader, frozen)) {
          shipping.end();
          await().atMost(Duration.ofMinutes(3)).until(() -> !writes(second).isEmpty());
          app.ship("2.0.0");
        }
        int code = leader.await();

        assertThat(code).as(leader.output()).isNotZero();
        app.await(canary -> canary.getStatus().canaryWeight() == 30, "weight 30");
        app.ask("1", "promote");
        app.awaitPhase("Succeeded");
        assertThat(app.image("podinfo-primary")).endsWith(":2.0.0");
        assertThat(writes(frozen)).isNotEmpty();
        Instant others = writes(second).getFirst();
        assertThat(writes(frozen).stream().filter(at -> !at.isBefore(others)))
            .as("it was waiting for the answer to a write when it was frozen")
            .isEmpty();
      }
    }
  }

  /**
   * Freezes a replica that has sent a write and has no answer yet. It writes with one thread: so
   * nothing is under way that its own checks have let through already.
   */
  private Frozen freezeInAWrite(SluiceProcess leader, String userAgent) {
    AtomicReference<Frozen> frozen = new AtomicReference<>();
    Function<ApiRequest, Optional<Fault>> rule =
        request -> {
          synchronized (frozen) {
            if (isOwnWrite(request)
                && request.userAgent().equals(userAgent)
                && frozen.get() == null) {
              frozen.set(Frozen.freeze(leader.handle()));
              return Optional.of(new Fault.Drop());
            }
          }
          return Optional.empty();
        };
    try (Faults.Injected _ = app.cluster().apiServer().orElseThrow().faults().inject(rule)) {
      return await().atMost(Duration.ofMinutes(1)).until(frozen::get, Objects::nonNull);
    }
  }

  /** Ships a new version every moment, so that there is always something to write. */
  private final class Shipping implements AutoCloseable {
    private final ScheduledExecutorService busy = Executors.newSingleThreadScheduledExecutor();
    private @Nullable Future<?> runs;

    void begin() {
      AtomicInteger version = new AtomicInteger();
      runs =
          busy.scheduleWithFixedDelay(
              () -> app.ship("1.%d.0".formatted(version.incrementAndGet())),
              0,
              500,
              TimeUnit.MILLISECONDS);
    }

    /** Fails if one could not be shipped. */
    void end() {
      busy.close();
      if (runs != null && runs.state() == Future.State.FAILED) {
        throw new AssertionError("a version could not be shipped", runs.exceptionNow());
      }
    }

    @Override
    public void close() {
      end();
    }
  }

  private Function<ApiRequest, Optional<Fault>> disturb(Trouble trouble) {
    return request ->
        request.userAgent().equals(first)
            ? switch (trouble) {
              case LEASE_REFUSED ->
                  Optional.of(Fault.internalError())
                      .filter(_ -> request.resource().equals("leases"));
              case CUT_OFF -> Optional.of(new Fault.Drop());
            }
            : Optional.empty();
  }

  private List<String> arguments() {
    return List.of(
        "operator",
        "--kubeconfig=" + app.cluster().kubeconfig(),
        "--namespace=" + app.namespace(),
        "--mesh-provider=nginx",
        "--metrics-server=" + app.cluster().prometheus(),
        "--port=0",
        "--enable-leader-election",
        "--leader-election-namespace=" + app.namespace());
  }

  private Mortal start(String userAgent, LeaderElection election) {
    return Mortal.replica(app, options(election), userAgent);
  }

  private OperatorOptions options(LeaderElection election) {
    return Mortal.options(app).with(election);
  }

  /** When a replica has written something that is not its Lease, oldest first. */
  private List<Instant> writes(String userAgent) {
    return requests(userAgent).stream()
        .map(LoggedRequest::request)
        .filter(this::isOwnWrite)
        .map(ApiRequest::at)
        .toList();
  }

  private boolean isOwnWrite(ApiRequest request) {
    return request.write()
        && request.namespace().equals(app.namespace())
        && !request.resource().equals("leases");
  }

  private List<LoggedRequest> requests(String userAgent) {
    RequestLog log = app.cluster().requests().orElseThrow();
    return log.matching(request -> request.userAgent().equals(userAgent));
  }
}
