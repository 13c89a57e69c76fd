package dev.sluice.operator.workload;

import static dev.sluice.operator.workload.Fixture.NS;
import static dev.sluice.operator.workload.Fixture.PRIMARY;
import static dev.sluice.operator.workload.Fixture.canary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.FakeCluster.Verb;
import dev.sluice.operator.kube.FakeCluster.Write;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.rollout.Workload.Absent;
import dev.sluice.rollout.Workload.Present;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class DeploymentWorkloadTest {
  private final Fixture fixture = new Fixture();
  private final Workload workload = workload(List.of());
  private final Canary canary = canary();

  @Test
  @Tag("A3.2")
  void thePrimaryIsATwinWithItsOwnLabelAndConfigs() {
    fixture.target();
    workload.ensurePrimary(canary, revision());

    var primary = fixture.deployment(PRIMARY);
    var spec = primary.getSpec();
    assertThat(spec.getSelector().getMatchLabels()).isEqualTo(Map.of("app", PRIMARY));
    assertThat(spec.getMinReadySeconds()).isEqualTo(5);
    assertThat(spec.getProgressDeadlineSeconds()).isEqualTo(60);
    assertThat(spec.getStrategy().getRollingUpdate().getMaxSurge().getIntVal()).isEqualTo(1);
    assertThat(primary.getMetadata().getLabels()).isEqualTo(Map.of("app", PRIMARY));
    assertThat(primary.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(
            owner -> {
              assertThat(owner.getKind()).isEqualTo("Canary");
              assertThat(owner.getController()).isTrue();
            });
    var template = spec.getTemplate();
    assertThat(template.getMetadata().getLabels()).isEqualTo(Map.of("app", PRIMARY, "tier", "web"));
    assertThat(template.getMetadata().getAnnotations())
        .containsOnlyKeys("prometheus.io/scrape", "flagger-id");
    var pod = template.getSpec();
    assertThat(
            pod.getInitContainers().getFirst().getEnvFrom().getFirst().getConfigMapRef().getName())
        .isEqualTo("init-env-primary");
    assertThat(pod.getContainers().getFirst().getEnv())
        .extracting(
            env ->
                env.getValueFrom().getConfigMapKeyRef() == null
                    ? env.getValueFrom().getSecretKeyRef().getName()
                    : env.getValueFrom().getConfigMapKeyRef().getName())
        .containsExactly("env-primary", "token-primary", "absent");
    assertThat(pod.getContainers().getFirst().getEnvFrom().getFirst().getSecretRef().getName())
        .isEqualTo("registry");
    assertThat(pod.getVolumes().get(0).getConfigMap().getName()).isEqualTo("volume-primary");
    assertThat(pod.getVolumes().get(1).getProjected().getSources().get(0).getConfigMap().getName())
        .isEqualTo("env-primary");
    assertThat(pod.getVolumes().get(1).getProjected().getSources().get(1).getSecret().getName())
        .isEqualTo("token-primary");
    assertThat(pod.getVolumes().get(2).getConfigMap().getName()).isEqualTo("shared");
  }

  @Test
  @Tag("A3.2")
  void thePrimaryKeepsAwayFromItsOwnPods() {
    fixture.target();
    workload.ensurePrimary(canary, revision());

    var pod = fixture.deployment(PRIMARY).getSpec().getTemplate().getSpec();
    var anti = pod.getAffinity().getPodAntiAffinity();
    assertThat(
            anti.getPreferredDuringSchedulingIgnoredDuringExecution()
                .getFirst()
                .getPodAffinityTerm()
                .getLabelSelector()
                .getMatchExpressions()
                .getFirst()
                .getValues())
        .containsExactly(PRIMARY, "other");
    assertThat(
            anti.getRequiredDuringSchedulingIgnoredDuringExecution()
                .getFirst()
                .getLabelSelector()
                .getMatchLabels())
        .isEqualTo(Map.of("app", PRIMARY, "tier", "web"));
    assertThat(pod.getTopologySpreadConstraints().getFirst().getLabelSelector().getMatchLabels())
        .isEqualTo(Map.of("app", PRIMARY));
  }

  @Test
  void copiesInheritWhatThePrefixesName() {
    fixture.target();
    workload(List.of("*")).ensurePrimary(canary, revision());

    assertThat(fixture.deployment(PRIMARY).getMetadata().getLabels())
        .isEqualTo(Map.of("app", PRIMARY, "team", "a"));
    assertThat(fixture.deployment(PRIMARY).getMetadata().getAnnotations())
        .doesNotContainKey("kubectl.kubernetes.io/last-applied-configuration");
    assertThat(config("env-primary").getMetadata().getLabels()).isEqualTo(Map.of("team", "a"));
  }

  @Test
  void ensuringTwiceWritesNothing() {
    fixture.target();
    workload.ensurePrimary(canary, revision());
    fixture.cluster.forgetWrites();
    workload.ensurePrimary(canary, revision());

    assertThat(fixture.cluster.writes()).isEmpty();
  }

  @Test
  void aNewPrimaryGetsTheTargetsSize() {
    fixture.target();
    workload.ensurePrimary(canary, revision());

    assertThat(fixture.deployment(PRIMARY).getSpec().getReplicas()).isEqualTo(3);
    assertThat(fixture.deployment(PRIMARY).getMetadata().getAnnotations())
        .doesNotContainKey("sluice.dev/size");
  }

  @Test
  void aNewPrimaryGetsItsSizeAlsoWhenTheProcessEndsInBetween() {
    fixture.target();
    var dying = new ProblemException("Gone", "the process ended");
    fixture.cluster.refuseWrites(ConfigMap.class, dying);
    assertThatThrownBy(() -> workload.ensurePrimary(canary, revision())).isSameAs(dying);
    fixture.cluster.acceptWrites();
    workload.ensurePrimary(canary, revision());
    // As it is after the first of the three writes.
    fixture.edit(
        PRIMARY,
        primary -> {
          primary.getSpec().setReplicas(1);
          primary.getMetadata().getAnnotations().put("sluice.dev/size", "3");
        });

    workload.ensurePrimary(canary, revision());

    assertThat(fixture.deployment(PRIMARY).getSpec().getReplicas()).isEqualTo(3);
  }

  @Test
  void followsTheTargetBeforeTheFirstPromotion() {
    fixture.target();
    workload.ensurePrimary(canary, revision());
    fixture.image("podinfo", "podinfo:6.0.1");
    workload.ensurePrimary(canary, revision());

    assertThat(fixture.image(PRIMARY)).isEqualTo("podinfo:6.0.1");
    assertThat(primary().revision()).isEqualTo(revision());
  }

  @Test
  void writesNothingWhenTheTargetHasMovedOn() {
    fixture.target();
    var judged = revision();
    fixture.image("podinfo", "podinfo:6.0.1");

    assertThatThrownBy(() -> workload.copyTemplate(canary, judged))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("has moved on");
    assertThat(fixture.cluster.writes()).isEmpty();
  }

  @Test
  void aConfigAloneMakesARevisionAndNewPods() {
    fixture.target();
    workload.ensurePrimary(canary, revision());
    var before = revision();
    var id = PrimaryDeployment.flaggerId(fixture.deployment(PRIMARY)).orElseThrow();
    fixture.config("env", Map.of("key", "changed"));

    assertThat(revision()).isNotEqualTo(before);
    workload.copyTemplate(canary, revision());

    assertThat(PrimaryDeployment.flaggerId(fixture.deployment(PRIMARY)).orElseThrow())
        .isNotEqualTo(id);
    assertThat(config("env-primary").getData()).isEqualTo(Map.of("key", "changed"));
  }

  @Test
  @Tag("A2")
  void tracksWhatMatters() {
    fixture.target();

    assertThat(workload.revision(canary).configs())
        .containsOnlyKeys(
            "configmap/env", "configmap/init-env", "configmap/volume", "secret/token");
    assertThat(
            new DeploymentWorkload(
                    fixture.cluster,
                    new WorkloadOptions(List.of("app"), List.of(), false),
                    Clock.systemUTC())
                .revision(canary)
                .configs())
        .isEmpty();
  }

  @Test
  void aMissingConfigIsNamed() {
    fixture.target();
    fixture.cluster.remove(Secret.class, NS, "token");

    assertThatThrownBy(() -> workload.revision(canary))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.reason()).isEqualTo("ConfigMissing"))
        .hasMessage(
            "Secret token.test, which Deployment podinfo reads, is not there: create it, or mark the reference optional");
  }

  @Test
  void theLastGoodRevisionIsRestoredWithItsConfigs() {
    fixture.target();
    var good = promoted();
    fixture.image("podinfo", "podinfo:bad");
    fixture.config("env", Map.of("key", "bad"));
    fixture.secret("token", "Opaque", Map.of("b", "bad"));
    workload.copyTemplate(canary, revision());
    assertThat(primary().revision()).isEqualTo(revision());

    workload.restoreLastGood(canary, good);

    assertThat(primary().revision()).isEqualTo(good);
    assertThat(fixture.image(PRIMARY)).isEqualTo("ghcr.io/stefanprodan/podinfo:6.0.0");
    assertThat(config("env-primary").getData()).isEqualTo(Map.of("key", "env"));
    assertThat(fixture.cluster.get(Secret.class, NS, "token-primary").orElseThrow().getData())
        .containsEntry("b", "c2VjcmV0");
    fixture.cluster.forgetWrites();
    workload.restoreLastGood(canary, good);
    assertThat(fixture.cluster.writes()).isEmpty();
  }

  @Test
  void aDeletedPrimaryIsMadeAgainFromTheLastGoodRevision() {
    fixture.target();
    var good = promoted();
    fixture.edit("podinfo", target -> target.getSpec().setReplicas(0));
    fixture.image("podinfo", "podinfo:not-judged");
    fixture.cluster.remove(Deployment.class, NS, PRIMARY);
    fixture.cluster.remove(ConfigMap.class, NS, "env-primary");
    assertThat(workload.primary(canary)).isInstanceOf(Absent.class);

    workload.restoreLastGood(canary, good);

    assertThat(fixture.image(PRIMARY)).isEqualTo("ghcr.io/stefanprodan/podinfo:6.0.0");
    assertThat(fixture.deployment(PRIMARY).getSpec().getReplicas()).isEqualTo(3);
    assertThat(config("env-primary").getData()).isEqualTo(Map.of("key", "env"));
    assertThat(primary().revision()).isEqualTo(good);
  }

  @Test
  void whatIsNotKeptIsRestoredFromTheTargetIfItIsThere() {
    fixture.target();
    var first = revision();
    workload.restoreLastGood(canary, first);
    assertThat(primary().revision()).isEqualTo(first);

    assertThatThrownBy(() -> workload.restoreLastGood(canary, "0123456789abcdef"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("not stored any more");
  }

  @Test
  void keepsTwoRevisionsInOneRequestAndDropsTheRest() {
    fixture.target();
    var first = promoted();
    fixture.image("podinfo", "podinfo:2");
    var second = promoted(first);
    fixture.image("podinfo", "podinfo:3");
    fixture.config("env", Map.of("key", "three"));
    workload.copyTemplate(canary, revision());
    fixture.cluster.forgetWrites();
    workload.keepLastGood(canary, revision(), second);

    assertThat(fixture.cluster.writes())
        .containsExactly(
            new Write(
                Verb.APPLY,
                "ConfigMap",
                NS,
                "env-primary-" + workload.revision(canary).configs().get("configmap/env")),
            new Write(Verb.APPLY, "ConfigMap", NS, "podinfo-primary-revisions"));
    assertThat(new KeptRevisions(fixture.cluster).of(canary)).containsOnlyKeys(second, revision());
    fixture.cluster.forgetWrites();
    workload.keepLastGood(canary, revision(), second);
    assertThat(fixture.cluster.writes()).isEmpty();
  }

  @Test
  void deletesTheStoreOfAContentThatNoKeptRevisionReads() {
    fixture.target();
    var first = promoted();
    var print = workload.revision(canary).configs().get("configmap/env");
    fixture.config("env", Map.of("key", "two"));
    workload.copyTemplate(canary, revision());
    workload.keepLastGood(canary, revision(), null);

    assertThat(fixture.cluster.get(ConfigMap.class, NS, "env-primary-" + print)).isEmpty();
    assertThat(first).isNotEqualTo(revision());
  }

  @Test
  void keepsOnlyWhatThePrimaryIsAt() {
    fixture.target();
    workload.ensurePrimary(canary, revision());

    assertThatThrownBy(() -> workload.keepLastGood(canary, "0123456789abcdef", null))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("podinfo-primary.test is not at revision 0123456789abcdef");
  }

  @Test
  void anEditedPrimaryIsSeenAndPutRight() {
    fixture.target();
    var good = promoted();
    fixture.image(PRIMARY, "podinfo:edited");

    assertThat(primary().revision()).isEqualTo(Workload.EDITED);
    workload.restoreLastGood(canary, good);
    assertThat(primary().revision()).isEqualTo(good);
  }

  @Test
  void aRestartedPrimaryIsNotEdited() {
    fixture.target();
    var good = promoted();
    fixture.edit(
        PRIMARY,
        primary ->
            primary
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .put("kubectl.kubernetes.io/restartedAt", "2026-01-01T00:00:00Z"));

    assertThat(primary().revision()).isEqualTo(good);
  }

  @Test
  void whatAWebhookChangesIsNoEdit() {
    fixture.target();
    workload.ensurePrimary(canary, revision());
    // A webhook adds to whatever is applied: here it already has, and the apply leaves it alone.
    fixture.edit(
        PRIMARY,
        primary ->
            primary
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv()
                .add(new EnvVarBuilder().withName("INJECTED").withValue("1").build()));
    fixture.image("podinfo", "podinfo:2");
    workload.copyTemplate(canary, revision());

    assertThat(primary().revision()).isEqualTo(revision());
    fixture.cluster.forgetWrites();
    workload.copyTemplate(canary, revision());
    assertThat(fixture.cluster.writes()).isEmpty();
  }

  @Test
  void refusesADeploymentOfSomebodyElseWithThePrimarysName() {
    fixture.target();
    fixture.cluster.put(
        new DeploymentBuilder(fixture.deployment("podinfo"))
            .editMetadata()
            .withName(PRIMARY)
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion("a/v1")
                    .withKind("App")
                    .withName("x")
                    .withUid("1")
                    .withController(true)
                    .build())
            .endMetadata()
            .build());

    assertThatThrownBy(() -> workload.ensurePrimary(canary, revision()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("belongs to App x");
  }

  @Test
  void aMissingTargetAndAMissingLabelAreNamed() {
    assertThatThrownBy(() -> workload.revision(canary))
        .isInstanceOf(ProblemException.class)
        .hasMessage("Deployment podinfo.test is not there: create it, or correct targetRef");
    fixture.target();
    fixture.edit(
        "podinfo", target -> target.getSpec().getSelector().setMatchLabels(Map.of("run", "x")));
    assertThatThrownBy(() -> workload.exposure(canary))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(
            "deployment podinfo.test spec.selector.matchLabels must contain one of [app, name, app.kubernetes.io/name]")
        .hasMessageContaining("run");
  }

  @Test
  void skipsAnalysisForTheNamedRevisionOrTag() {
    fixture.target();
    assertThat(workload.skipsAnalysis(canary)).isFalse();
    annotate("6.0.0");
    assertThat(workload.skipsAnalysis(canary)).isTrue();
    annotate(revision());
    assertThat(workload.skipsAnalysis(canary)).isTrue();
    annotate("5.9.9");
    assertThat(workload.skipsAnalysis(canary)).isFalse();
  }

  private void annotate(String skip) {
    fixture.edit(
        "podinfo",
        target -> target.getMetadata().getAnnotations().put("sluice.dev/skip-analysis", skip));
  }

  private String promoted() {
    workload.ensurePrimary(canary, revision());
    workload.keepLastGood(canary, revision(), null);
    return revision();
  }

  private String promoted(String previous) {
    workload.copyTemplate(canary, revision());
    workload.keepLastGood(canary, revision(), previous);
    return revision();
  }

  private String revision() {
    return workload.revision(canary).id();
  }

  private Present primary() {
    return (Present) workload.primary(canary);
  }

  private ConfigMap config(String name) {
    return fixture.cluster.get(ConfigMap.class, NS, name).orElseThrow();
  }

  private Workload workload(List<String> prefixes) {
    return new DeploymentWorkload(
        fixture.cluster,
        new WorkloadOptions(WorkloadOptions.DEFAULT.selectorLabels(), prefixes, true),
        Clock.systemUTC());
  }
}
