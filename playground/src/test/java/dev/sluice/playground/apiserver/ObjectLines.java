package dev.sluice.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.playground.apiserver.Cluster.Reply;
import org.junit.jupiter.api.Test;

/** Creating, reading and replacing objects. */
interface ObjectLines extends Lines {
  @Test
  default void newObjectsGetIdentityTimeAndVersion() {
    Reply created = configMap("a", ", data: {k: v}");
    assertThat(created.text("metadata", "uid")).hasSize(36);
    assertThat(created.text("metadata", "creationTimestamp")).endsWith("Z").hasSize(20);
    assertThat(created.text("metadata", "resourceVersion")).matches("\\d+");
    assertThat(created.text("metadata", "namespace")).isEqualTo(namespace());
    assertThat(created.at("metadata").has("generation")).isFalse();
    assertThat(cluster().get(core("configmaps/a")).body()).isEqualTo(created.body());
  }

  @Test
  default void namesAreGeneratedOnRequest() {
    Reply created =
        create(
            core("configmaps"),
            "{apiVersion: v1, kind: ConfigMap, metadata: {generateName: some-}}");
    assertThat(created.text("metadata", "name")).matches("some-[a-z0-9]{5}");
    Reply nameless = cluster().post(core("configmaps"), "{apiVersion: v1, kind: ConfigMap}");
    assertThat(nameless.status()).isEqualTo(422);
    assertThat(nameless.text("message"))
        .contains("metadata.name: Required value: name or generateName is required");
  }

  @Test
  default void refusalsSayWhat() {
    configMap("a", "");
    Reply twice =
        cluster()
            .post(core("configmaps"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
    assertThat(twice.status()).isEqualTo(409);
    assertThat(twice.text("reason")).isEqualTo("AlreadyExists");
    assertThat(twice.text("message")).isEqualTo("configmaps \"a\" already exists");
    Reply missing = cluster().get(apps("deployments/none"));
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.text("message")).isEqualTo("deployments.apps \"none\" not found");
    assertThat(missing.at("details").toString())
        .isEqualTo("{\"name\":\"none\",\"group\":\"apps\",\"kind\":\"deployments\"}");
    Reply unknown = cluster().get(apps("frobs"));
    assertThat(unknown.status()).isEqualTo(404);
    Reply bad =
        cluster()
            .post(core("configmaps"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: A_b}}");
    assertThat(bad.status()).isEqualTo(422);
    assertThat(bad.text("message"))
        .startsWith("ConfigMap \"A_b\" is invalid: metadata.name: Invalid value: \"A_b\": a lower");
    assertThat(Lines.causes(bad)).containsExactly("metadata.name: FieldValueInvalid");
  }

  @Test
  default void nothingIsCreatedInAMissingNamespace() {
    Reply refused =
        cluster()
            .post(
                "/api/v1/namespaces/no-such-namespace/configmaps",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.text("message")).isEqualTo("namespaces \"no-such-namespace\" not found");
  }

  @Test
  default void bodyAndPathMustAgree() {
    configMap("a", "");
    Reply otherNamespace =
        cluster()
            .post(
                core("configmaps"),
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: b, namespace: default}}");
    assertThat(otherNamespace.status()).isEqualTo(400);
    assertThat(otherNamespace.text("message"))
        .isEqualTo(
            "the namespace of the provided object does not match the namespace sent on the"
                + " request");
    Reply otherName =
        cluster()
            .put(core("configmaps/a"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}");
    assertThat(otherName.status()).isEqualTo(400);
    assertThat(otherName.text("message"))
        .isEqualTo("the name of the object (b) does not match the name on the URL (a)");
    Reply otherVersion =
        cluster()
            .post(apps("deployments"), "{apiVersion: v2, kind: Deployment, metadata: {name: b}}");
    assertThat(otherVersion.status()).isEqualTo(400);
  }

  @Test
  default void replacingInsistsOnTheVersionItNames() {
    Reply created = configMap("a", "");
    String version = created.text("metadata", "resourceVersion");
    String body =
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, resourceVersion: '"
            + version
            + "'}, data: {k: v}}";
    Reply replaced = cluster().put(core("configmaps/a"), body);
    assertThat(replaced.status()).isEqualTo(200);
    assertThat(replaced.text("metadata", "uid")).isEqualTo(created.text("metadata", "uid"));
    Reply stale = cluster().put(core("configmaps/a"), body);
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.text("reason")).isEqualTo("Conflict");
    assertThat(stale.text("message"))
        .isEqualTo(
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified;"
                + " please apply your changes to the latest version and try again");
    Reply whatever =
        cluster()
            .put(core("configmaps/a"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
    assertThat(whatever.status()).isEqualTo(200);
    assertThat(whatever.at("data").isMissingNode()).isTrue();
  }

  @Test
  default void aReplacementThatChangesNothingIsNoNewVersion() {
    Reply created = deployment("web");
    Reply again = cluster().put(apps("deployments/web"), created.body());
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(created.body());
  }

  @Test
  default void generationsCountSpecsOnly() {
    deployment("web");
    String path = apps("deployments/web");
    Reply labelled = cluster().patch(path, "merge-patch+json", "{metadata: {labels: {a: b}}}");
    assertThat(labelled.at("metadata", "generation").asInt()).isEqualTo(1);
    Reply status =
        cluster().patch(path + "/status", "merge-patch+json", "{status: {observedGeneration: 1}}");
    assertThat(status.at("metadata", "generation").asInt()).isEqualTo(1);
    assertThat(status.at("status", "observedGeneration").asInt()).isEqualTo(1);
    Reply paused = cluster().patch(path, "merge-patch+json", "{spec: {paused: true}}");
    assertThat(paused.at("metadata", "generation").asInt()).isEqualTo(2);
    Reply annotated =
        cluster().patch(path, "merge-patch+json", "{metadata: {annotations: {a: b}}}");
    assertThat(annotated.at("metadata", "generation").asInt()).isEqualTo(3);
  }

  @Test
  default void statusIsWrittenApart() {
    deployment("web");
    String path = apps("deployments/web");
    Reply main =
        cluster()
            .patch(path, "merge-patch+json", "{spec: {minReadySeconds: 1}, status: {replicas: 7}}");
    assertThat(main.at("status").isEmpty()).isTrue();
    assertThat(main.at("spec", "minReadySeconds").asInt()).isEqualTo(1);
    Reply status =
        cluster()
            .patch(
                path + "/status",
                "merge-patch+json",
                "{spec: {minReadySeconds: 2}, status: {replicas: 7}}");
    assertThat(status.at("status", "replicas").asInt()).isEqualTo(7);
    assertThat(status.at("spec", "minReadySeconds").asInt()).isEqualTo(1);
    assertThat(cluster().get(path + "/status").body()).isEqualTo(status.body());
  }

  @Test
  default void replicasAreScaledThroughTheScaleSubresource() {
    deployment("web");
    String path = apps("deployments/web/scale");
    Reply scale = cluster().get(path);
    assertThat(scale.text("kind")).isEqualTo("Scale");
    assertThat(scale.text("apiVersion")).isEqualTo("autoscaling/v1");
    assertThat(scale.text("status", "selector")).isEqualTo("app=web");
    assertThat(scale.at("spec").isEmpty()).isTrue();
    Reply patched = cluster().patch(path, "merge-patch+json", "{spec: {replicas: 3}}");
    assertThat(patched.at("spec", "replicas").asInt()).isEqualTo(3);
    Reply deployment = cluster().get(apps("deployments/web"));
    assertThat(deployment.at("spec", "replicas").asInt()).isEqualTo(3);
    assertThat(deployment.at("metadata", "generation").asInt()).isEqualTo(2);
    assertThat(Lines.managers(deployment)).anyMatch(m -> m.endsWith("Update scale"));
    Reply stale = cluster().put(path, scale.body());
    assertThat(stale.status()).isEqualTo(409);
    Reply negative = cluster().patch(path, "merge-patch+json", "{spec: {replicas: -1}}");
    assertThat(negative.status()).isEqualTo(422);
  }

  @Test
  default void dryRunsAnswerAsIfAndStoreNothing() {
    Reply created =
        cluster()
            .post(
                core("configmaps?dryRun=All"),
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text("metadata", "uid")).isNotEmpty();
    assertThat(cluster().get(core("configmaps/a")).status()).isEqualTo(404);
    configMap("a", "");
    Reply patched =
        cluster().patch(core("configmaps/a?dryRun=All"), "merge-patch+json", "{data: {k: v}}");
    assertThat(patched.text("data", "k")).isEqualTo("v");
    assertThat(cluster().get(core("configmaps/a")).at("data").isMissingNode()).isTrue();
    cluster().delete(core("configmaps/a"), "{dryRun: [All]}");
    assertThat(cluster().get(core("configmaps/a")).status()).isEqualTo(200);
  }

  @Test
  default void unknownFieldsAreRefusedReportedOrDroppedAsAsked() {
    String body = "{apiVersion: v1, kind: ConfigMap, metadata: {name: NAME, frob: x}, nope: 1}";
    Reply strict =
        cluster().post(core("configmaps?fieldValidation=Strict"), body.replace("NAME", "a"));
    assertThat(strict.status()).isEqualTo(400);
    assertThat(strict.text("message"))
        .contains("strict decoding error: unknown field \"metadata.frob\", unknown field \"nope\"");
    Reply warned =
        cluster().post(core("configmaps?fieldValidation=Warn"), body.replace("NAME", "b"));
    assertThat(warned.status()).isEqualTo(201);
    assertThat(warned.warning())
        .contains("299 - \"unknown field \\\"metadata.frob\\\"\"", "unknown field \\\"nope\\\"");
    assertThat(warned.body().has("nope")).isFalse();
    Reply ignored =
        cluster().post(core("configmaps?fieldValidation=Ignore"), body.replace("NAME", "c"));
    assertThat(ignored.status()).isEqualTo(201);
    assertThat(ignored.warning()).isEmpty();
  }

  @Test
  default void valuesOfTheWrongTypeAreRefused() {
    Reply refused =
        cluster()
            .post(
                apps("deployments"),
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas:"
                    + " many}}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("message"))
        .startsWith(
            "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot"
                + " unmarshal string into Go struct field DeploymentSpec.spec.replicas");
  }
}
