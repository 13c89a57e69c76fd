package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.kube.Scope;
import dev.sluice.playground.apiserver.request.ApiRequest;
import dev.sluice.playground.apiserver.request.LoggedRequest;
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

  private Mortal start(String name, String labels) {
    return Mortal.replica(
        app, Mortal.options(app).in(new Scope(app.namespace(), labels)), agent(name));
  }

  private String agent(String name) {
    return "sluice/shard-%s-%s".formatted(name, app.namespace());
  }

  private List<ApiRequest> writes(String name) {
    return app.stage().requests().orElseThrow().by(agent(name)).stream()
        .map(LoggedRequest::request)
        .filter(ApiRequest::write)
        .toList();
  }
}
