package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.operator.boot.OperatorOptions.LeaderElection;
import dev.sluice.operator.kube.Scope;
import dev.sluice.playground.apiserver.request.ApiRequest;
import dev.sluice.playground.apiserver.request.LoggedRequest;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators that share Canaries by a label. */
class ShardsTest {
  private static final String KEY = "sharding.sluice.dev/key";

  private final App app = App.running(Stages.bare());

  @Test
  void aCanaryIsLookedAfterByTheOperatorOfItsLabelAlone() {
    app.declare(Specs.HOLDING);
    app.patch("{'metadata':{'labels':{'%s':'a'}}}".formatted(KEY).replace('\'', '"'));
    try (Mortal _ = start("others", KEY + " notin (a)");
        Mortal _ = start("a", KEY + "=a")) {
      app.awaitPhase("Initialized");
      app.ship("1.1.0");
      app.await(canary -> canary.getStatus().canaryWeight() == 30, "weight 30");
      app.ask("1", "promote");
      app.awaitPhase("Succeeded");

      assertThat(writes("a")).isNotEmpty();
      assertThat(writes("others")).isEmpty();
    }
  }

  /** The Lease of a shard has a name of its own. */
  @Test
  void worksOnWhenItsLeaseWasRenewed() {
    Duration deadline = Duration.ofSeconds(3);
    OperatorOptions options =
        Mortal.options(app)
            .in(new Scope(app.namespace(), "!" + KEY))
            .with(
                new LeaderElection(
                    true,
                    app.namespace(),
                    Duration.ofSeconds(15),
                    deadline,
                    Duration.ofMillis(500)));
    app.declare(Specs.HOLDING);
    try (Mortal _ = Mortal.replica(app, options, agent("elected"))) {
      app.awaitPhase("Initialized");
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  app.client().leases().inNamespace(app.namespace()).list().getItems().stream()
                      .map(Lease::getSpec)
                      .anyMatch(
                          held ->
                              held.getRenewTime()
                                  .isAfter(held.getAcquireTime().plus(deadline.multipliedBy(2)))));
      app.ship("1.1.0");
      app.await(canary -> canary.getStatus().canaryWeight() == 30, "weight 30");
      app.ask("1", "promote");
      app.awaitPhase("Succeeded");
    }
  }

  private Mortal start(String name, String labels) {
    return Mortal.replica(
        app, Mortal.options(app).in(new Scope(app.namespace(), labels)), agent(name));
  }

  private String agent(String name) {
    return "sluice/shard-%s-%s".formatted(name, app.namespace());
  }

  private List<ApiRequest> writes(String name) {
    return app.requestLog().by(agent(name)).stream()
        .map(LoggedRequest::request)
        .filter(ApiRequest::write)
        .toList();
  }
}
