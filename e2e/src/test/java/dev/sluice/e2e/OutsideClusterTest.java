package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.playground.world.load.Load;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/**
 * How scenarios use a cluster that is somebody's, with the playground in its place: its pods
 * understand podinfo's flags.
 */
class OutsideClusterTest {
  private final Stages own = Stages.ownPlayground();
  private final Cluster playground = own.get();

  @AfterEach
  void stop() {
    own.close();
  }

  @Test
  void podinfosVersionsArePromotedAndRolledBackAndNothingIsLeft() {
    // What the playground has brought itself.
    definitions().forEach(definition -> playground.client().resource(definition).delete());
    await().atMost(Duration.ofMinutes(1)).until(() -> definitions().isEmpty());
    List<String> before = namespaces();
    // It finds its targets some seconds after its start: long enough for an analysis without
    // values.
    await().atMost(Duration.ofMinutes(1)).until(this::prometheusScrapes);
    try (Outside outside = connect()) {
      assertThat(outside.broughtDefinitions()).isTrue();
      App app = App.running(new OutsideCluster(outside, true));
      try (Load load = app.load(30)) {
        app.declare(Specs.WEIGHTED);
        app.awaitPhase("Initialized");
        app.ship("1.1.0");
        app.awaitPhase("Succeeded");
        assertThat(app.image("podinfo-primary")).isEqualTo(Podinfo.REPOSITORY + ":1.1.0");
        assertThat(load.report().version("1.1.0").requests()).isPositive();
        assertThat(load.report().failures()).isZero();

        app.ship("1.2.0-errors33");
        assertThat(app.awaitPhase("Failed").getStatus().rollout().failure().reason())
            .isEqualTo("FailedChecks");
        assertThat(load.report().version("1.1.0").failures()).isZero();
      }
      ScenarioEnd.now();
    }
    assertThat(namespaces()).isEqualTo(before);
    assertThat(definitions()).isEmpty();
  }

  @Test
  void definitionsAreSomebodysIfOneWasThereBefore() {
    HasMetadata missing = definitions().getFirst();
    playground.client().resource(missing).delete();
    await().atMost(Duration.ofMinutes(1)).until(() -> !names().contains(name(missing)));
    List<String> before = names();
    try (Outside outside = connect()) {
      assertThat(outside.broughtDefinitions()).isFalse();
      assertThat(names()).contains(name(missing)).containsAll(before);
    }
    await().atMost(Duration.ofMinutes(1)).until(() -> !names().contains(name(missing)));
    assertThat(names()).isEqualTo(before);
  }

  @Test
  void isLeftAloneWhereCanariesAre() {
    App app = App.empty(playground);
    app.declare(Specs.UNJUDGED);

    assertThatThrownBy(this::connect)
        .isInstanceOf(TestAbortedException.class)
        .hasMessage(
            "needs a cluster of its own, and Canary %s/podinfo is there: use another one, or set"
                + " SLUICE_E2E_ANYWAY=true",
            app.namespace());
  }

  @Test
  void isLeftAloneWhereFlaggerRuns() {
    App app = App.running(playground);
    app.deployment(App.NAME)
        .edit(
            deployment -> {
              deployment
                  .getSpec()
                  .getTemplate()
                  .getSpec()
                  .getContainers()
                  .getFirst()
                  .setImage("ghcr.io/fluxcd/flagger:1.42.0");
              return deployment;
            });

    assertThatThrownBy(this::connect)
        .hasMessageContaining("Deployment %s/podinfo is there", app.namespace());
  }

  @Test
  void saysThatItNeedsAKubeconfig() {
    assertThatThrownBy(() -> OutsideOptions.of(Map.of()))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageStartingWith("needs KUBECONFIG");
  }

  private Outside connect() {
    return Outside.connect(
        new OutsideOptions(
            playground.kubeconfig(),
            Map.of(
                "SLUICE_E2E_INGRESS_URL", playground.gateway("nginx").toString(),
                "SLUICE_E2E_PROMETHEUS_URL", playground.prometheus().toString())));
  }

  private boolean prometheusScrapes() throws IOException {
    URI query = playground.prometheus().resolve("/api/v1/query?query=up");
    try (InputStream answer = query.toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8).contains("\"metric\":");
    }
  }

  private List<String> namespaces() {
    return playground.client().namespaces().list().getItems().stream()
        .map(OutsideClusterTest::name)
        .sorted()
        .toList();
  }

  /** Of the definitions. */
  private List<String> names() {
    return definitions().stream().map(OutsideClusterTest::name).sorted().toList();
  }

  private static String name(HasMetadata object) {
    return Objects.requireNonNull(object.getMetadata().getName());
  }

  private List<? extends HasMetadata> definitions() {
    return Outside.definitions(playground.client());
  }
}
