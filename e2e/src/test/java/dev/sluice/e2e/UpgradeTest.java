package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.stage.Definitions;
import dev.sluice.playground.world.load.Load;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The operator of one version goes, that of another comes, and a rollout is in the middle. */
@ResourceLock(providers = Alone.class)
class UpgradeTest {
  /** Kinds and fields that an older version did not have. */
  private static final List<String> NEW_KINDS =
      List.of("imagepolicies.sluice.dev", "receivers.sluice.dev", "gitsyncs.sluice.dev");

  private final Stages own = Stages.own();
  private final Cluster cluster = own.get();
  private final App app = App.running(cluster);

  @AfterEach
  void stop() {
    own.close();
  }

  @Test
  void aRolloutGoesOnWhereTheOlderVersionLeftIt() {
    asOlderVersion();
    Set<String> pods;
    try (Load load = app.load(20);
        Witness witness = new Witness(app)) {
      try (Mortal _ = Mortal.immortal(app)) {
        app.declare(Specs.HOLDING);
        app.awaitPhase("Initialized");
        app.ship("1.1.0");
        app.await(canary -> canary.getStatus().canaryWeight() == 30, "weight 30");
        pods = canaryPods();
        assertThat(pods).hasSize(2);
      }
      int rollout = Objects.requireNonNull(app.status().rollout()).id();
      Definitions.apply(cluster.client());
      try (Mortal _ = Mortal.immortal(app)) {
        assertThat(canaryPods()).isEqualTo(pods);
        app.ask("1", "promote");
        app.awaitPhase("Succeeded");
      }
      assertThat(Objects.requireNonNull(app.status().rollout()).id()).isEqualTo(rollout);
      // Neither given up for a moment nor begun again.
      assertThat(witness.weights()).containsExactly(0, 30, 0);
      assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
      assertThat(app.status().history()).hasSize(1);
      assertThat(app.events().stream().filter(text -> text.startsWith("New revision"))).hasSize(1);
      assertThat(load.report().failures()).isZero();
    }
    assertThat(served()).containsAll(NEW_KINDS);
  }

  /** Takes away what came after Git was understood. */
  private void asOlderVersion() {
    for (String name : NEW_KINDS) {
      cluster.client().apiextensions().v1().customResourceDefinitions().withName(name).delete();
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> served().stream().noneMatch(NEW_KINDS::contains));
    cluster
        .client()
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("canaries.flagger.app")
        .edit(
            definition -> {
              Map<String, JSONSchemaProps> fields =
                  definition
                      .getSpec()
                      .getVersions()
                      .getFirst()
                      .getSchema()
                      .getOpenAPIV3Schema()
                      .getProperties();
              fields.get("spec").getProperties().remove("git");
              fields.get("status").getProperties().remove("released");
              return definition;
            });
  }

  private List<String> served() {
    return cluster
        .client()
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .list()
        .getItems()
        .stream()
        .map(CustomResourceDefinition::getMetadata)
        .map(ObjectMeta::getName)
        .toList();
  }

  private Set<String> canaryPods() {
    return cluster
        .client()
        .pods()
        .inNamespace(app.namespace())
        .withLabel("app", App.NAME)
        .list()
        .getItems()
        .stream()
        .filter(pod -> app.image(pod.getSpec()).endsWith(":1.1.0"))
        .map(Pod::getMetadata)
        .map(ObjectMeta::getUid)
        .collect(Collectors.toSet());
  }
}
