package dev.sluice.operator.workload;

import static dev.sluice.operator.workload.Fixture.NS;
import static dev.sluice.operator.workload.Fixture.PRIMARY;
import static dev.sluice.operator.workload.Fixture.canary;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Canary;
import dev.sluice.rollout.Workload.Present;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Canary that Flagger has managed, before Sluice has written anything. */
final class AdoptionTest {
  private final Fixture fixture = new Fixture();
  private final Workload workload =
      new DeploymentWorkload(fixture.cluster, WorkloadOptions.DEFAULT, Clock.systemUTC());
  private final Canary canary = canary();

  /** What Flagger leaves: a primary without Sluice's annotations, with an id of its own. */
  @BeforeEach
  void flagger() {
    fixture.target();
    workload.ensurePrimary(canary, revision());
    fixture.edit(
        PRIMARY,
        primary -> {
          primary.getMetadata().setAnnotations(Map.of("team", "a"));
          primary
              .getSpec()
              .getTemplate()
              .getMetadata()
              .getAnnotations()
              .put("flagger-id", "3f6e3f0e-9c56-4a7e-8d5f-0d9f6f0c8d11");
        });
    fixture.cluster.forgetWrites();
  }

  @Test
  void startsNoAnalysisWhenThePrimaryRunsWhatTheTargetAsksFor() {
    assertThat(primary()).isEqualTo(revision());
    assertThat(fixture.cluster.writes()).isEmpty();
  }

  @Test
  void seesThatTheTargetHasChangedSince() {
    fixture.image("podinfo", "podinfo:2");
    assertThat(primary()).isNotEqualTo(revision()).matches("[0-9a-f]{16}");
  }

  @Test
  void seesThatAConfigHasChangedSince() {
    fixture.config("env", Map.of("key", "changed"));
    assertThat(primary()).isNotEqualTo(revision());
  }

  @Test
  void thePrimaryStaysAtItsRevisionWhenTheTargetMovesOn() {
    var good = primary();
    workload.keepLastGood(canary, good, null);
    fixture.image("podinfo", "podinfo:2");

    assertThat(primary()).isEqualTo(good);
    workload.copyTemplate(canary, revision());
    assertThat(primary()).isEqualTo(revision());
    workload.restoreLastGood(canary, good);
    assertThat(fixture.image(PRIMARY)).isEqualTo("ghcr.io/stefanprodan/podinfo:6.0.0");
    assertThat(primary()).isEqualTo(good);
  }

  @Test
  void aPrimaryInTheMiddleOfFlaggersRolloutCanBeKeptAsItIs() {
    fixture.image("podinfo", "podinfo:2");
    var good = primary();
    workload.keepLastGood(canary, good, null);
    workload.copyTemplate(canary, revision());
    workload.restoreLastGood(canary, good);

    assertThat(fixture.image(PRIMARY)).isEqualTo("ghcr.io/stefanprodan/podinfo:6.0.0");
  }

  @Test
  void takingOverDoesNotReplaceThePods() {
    var before = fixture.deployment(PRIMARY).getSpec().getTemplate();
    workload.copyTemplate(canary, revision());

    assertThat(fixture.deployment(PRIMARY).getSpec().getTemplate()).isEqualTo(before);
    assertThat(fixture.cluster.get(ConfigMap.class, NS, "env-primary")).isPresent();
    assertThat(fixture.cluster.get(Deployment.class, NS, PRIMARY)).isPresent();
  }

  private String primary() {
    return ((Present) workload.primary(canary)).revision();
  }

  private String revision() {
    return workload.revision(canary).id();
  }
}
