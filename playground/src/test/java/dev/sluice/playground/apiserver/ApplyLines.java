package dev.sluice.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.playground.apiserver.Cluster.Reply;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Server-side apply and the ownership of fields. */
interface ApplyLines extends Lines {
  private String config(String name, String data) {
    return "{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + "}, data: " + data + "}";
  }

  @Test
  default void applyingCreatesAndOwnsWhatItNames() {
    Reply created = cluster().apply(core("configmaps/a"), "me", config("a", "{k: v}"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(Lines.managers(created)).containsExactly("me Apply");
    assertThat(Lines.owned(created, "me")).isEqualTo("{\"f:data\":{\"f:k\":{}}}");
    Reply again = cluster().apply(core("configmaps/a"), "me", config("a", "{k: v}"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(created.body());
  }

  @Test
  default void whoeverOfTwoComesSecondAppliesToWhatTheFirstCreated() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 20; round++) {
        String name = "both-" + round;
        CyclicBarrier together = new CyclicBarrier(2);
        Future<Reply> one = threads.submit(() -> applyWith(together, name, "me", "{k: v}"));
        Future<Reply> other = threads.submit(() -> applyWith(together, name, "you", "{l: w}"));
        assertThat(List.of(one.get().status(), other.get().status()))
            .containsExactlyInAnyOrder(200, 201);
      }
    }
  }

  private Reply applyWith(CyclicBarrier together, String name, String manager, String data)
      throws Exception {
    together.await();
    return cluster().apply(core("configmaps/" + name), manager, config(name, data));
  }

  @Test
  default void whatIsNoLongerAppliedIsRemoved() {
    cluster().apply(core("configmaps/a"), "me", config("a", "{k: v, l: w}"));
    Reply applied = cluster().apply(core("configmaps/a"), "me", config("a", "{k: v}"));
    assertThat(applied.at("data")).isEqualTo(Cluster.yaml("{k: v}"));
  }

  @Test
  default void whatOthersOwnIsNotRemoved() {
    cluster().apply(core("configmaps/a"), "me", config("a", "{k: v, l: w}"));
    cluster().apply(core("configmaps/a"), "you", config("a", "{l: w}"));
    Reply applied = cluster().apply(core("configmaps/a"), "me", config("a", "{k: v}"));
    assertThat(applied.at("data")).isEqualTo(Cluster.yaml("{k: v, l: w}"));
    assertThat(Lines.owned(applied, "me")).isEqualTo("{\"f:data\":{\"f:k\":{}}}");
    assertThat(Lines.owned(applied, "you")).isEqualTo("{\"f:data\":{\"f:l\":{}}}");
  }

  @Test
  default void conflictsNameTheFieldsAndTheirOwners() {
    cluster().apply(core("configmaps/a"), "me", config("a", "{k: v, l: w}"));
    Reply one = cluster().apply(core("configmaps/a"), "you", config("a", "{k: other}"));
    assertThat(one.status()).isEqualTo(409);
    assertThat(one.text("reason")).isEqualTo("Conflict");
    assertThat(one.text("message"))
        .isEqualTo("Apply failed with 1 conflict: conflict with \"me\": .data.k");
    assertThat(one.at("details", "causes").get(0))
        .isEqualTo(
            Cluster.yaml(
                "{reason: FieldManagerConflict, message: conflict with \"me\", field: .data.k}"));
    Reply two = cluster().apply(core("configmaps/a"), "you", config("a", "{k: other, l: other}"));
    assertThat(two.text("message"))
        .isEqualTo("Apply failed with 2 conflicts: conflicts with \"me\":\n- .data.k\n- .data.l");
    Reply same = cluster().apply(core("configmaps/a"), "you", config("a", "{k: v}"));
    assertThat(same.status()).isEqualTo(200);
    Reply forced = cluster().forceApply(core("configmaps/a"), "you", config("a", "{k: other}"));
    assertThat(forced.text("data", "k")).isEqualTo("other");
    assertThat(Lines.owned(forced, "me")).isEqualTo("{\"f:data\":{\"f:l\":{}}}");
  }

  @Test
  default void updatesOwnWhatTheyChange() {
    cluster().apply(core("configmaps/a"), "me", config("a", "{k: v, l: w}"));
    Reply patched =
        cluster()
            .patch(core("configmaps/a?fieldManager=editor"), PatchLines.MERGE, "{data: {k: x}}");
    assertThat(Lines.managers(patched)).containsExactly("me Apply", "editor Update");
    assertThat(Lines.owned(patched, "me")).isEqualTo("{\"f:data\":{\"f:l\":{}}}");
    assertThat(Lines.owned(patched, "editor")).isEqualTo("{\"f:data\":{\"f:k\":{}}}");
    Reply refused = cluster().apply(core("configmaps/a"), "me", config("a", "{k: v, l: w}"));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("message"))
        .matches("Apply failed with 1 conflict: conflict with \"editor\" using v1: \\.data\\.k");
    Reply removed =
        cluster()
            .patch(core("configmaps/a?fieldManager=editor"), PatchLines.MERGE, "{data: {k: null}}");
    assertThat(Lines.managers(removed)).containsExactly("me Apply");
  }

  @Test
  default void listsWithKeysAreOwnedItemByItem() {
    String mine =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - {name: web, image: "web:1", env: [{name: A, value: b}], ports: [{containerPort: 80}]}
        """;
    Reply created = cluster().apply(apps("deployments/web"), "me", mine);
    assertThat(created.status()).isEqualTo(201);
    assertThat(Lines.owned(created, "me"))
        .contains(
            "\"k:{\\\"name\\\":\\\"web\\\"}\":{\".\":{}",
            "\"k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\"")
        .doesNotContain("f:replicas", "f:strategy");
    String yours =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          template:
            spec:
              containers:
                - {name: side, image: "side:1"}
                - {name: web, env: [{name: B, value: c}]}
        """;
    Reply both = cluster().apply(apps("deployments/web"), "you", yours);
    assertThat(both.status()).isEqualTo(200);
    var containers = both.at("spec", "template", "spec", "containers");
    assertThat(containers.findValuesAsText("image")).containsExactlyInAnyOrder("side:1", "web:1");
    assertThat(containers.toString()).contains("{\"name\":\"A\",\"value\":\"b\"}", "\"B\"");
    Reply mineAgain =
        cluster()
            .apply(apps("deployments/web"), "me", mine.replace("env: [{name: A, value: b}], ", ""));
    var left = mineAgain.at("spec", "template", "spec", "containers");
    assertThat(left.toString()).doesNotContain("\"A\"").contains("\"B\"", "side:1");
    Reply yoursGone =
        cluster()
            .apply(
                apps("deployments/web"),
                "you",
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}");
    assertThat(yoursGone.at("spec", "template", "spec", "containers").toString())
        .doesNotContain("side:1", "\"B\"")
        .contains("web:1");
    assertThat(Lines.managers(yoursGone)).containsExactly("me Apply");
  }

  @Test
  default void defaultsAreOwnedByNobodyThatApplies() {
    String config = Lines.deploymentYaml("web").replace("replicas: 0", "paused: true");
    Reply created = cluster().apply(apps("deployments/web"), "me", config);
    assertThat(created.at("spec", "replicas").asInt()).isEqualTo(1);
    Reply scaled =
        cluster().patch(apps("deployments/web/scale"), PatchLines.MERGE, "{spec: {replicas: 3}}");
    assertThat(scaled.at("spec", "replicas").asInt()).isEqualTo(3);
    Reply again = cluster().apply(apps("deployments/web"), "me", config);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.at("spec", "replicas").asInt()).isEqualTo(3);
    String claim = config.replace("paused: true", "paused: true\n  replicas: 3");
    Reply claimed = cluster().apply(apps("deployments/web"), "me", claim);
    assertThat(claimed.status()).isEqualTo(200);
    Reply released = cluster().apply(apps("deployments/web"), "me", config);
    assertThat(released.at("spec", "replicas").asInt()).isEqualTo(1);
  }

  @Test
  default void whoScalesWhatOthersOwnOwnsItToo() {
    String config = Lines.deploymentYaml("web").replace("replicas: 0", "replicas: 2");
    cluster().apply(apps("deployments/web"), "me", config);
    cluster().patch(apps("deployments/web/scale"), PatchLines.MERGE, "{spec: {replicas: 3}}");
    Reply scaled = cluster().get(apps("deployments/web"));
    assertThat(Lines.managers(scaled)).hasSize(2).last().asString().endsWith("Update scale");
    Reply refused = cluster().apply(apps("deployments/web"), "me", config);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("message")).contains("with subresource \"scale\"", ".spec.replicas");
  }

  @Test
  default void whoScalesToZeroDoesNotOwnTheReplicas() {
    cluster()
        .apply(
            apps("deployments/web"),
            "me",
            Lines.deploymentYaml("web").replace("replicas: 0", "replicas: 2"));
    cluster().patch(apps("deployments/web/scale"), PatchLines.MERGE, "{spec: {replicas: 0}}");
    Reply scaled = cluster().get(apps("deployments/web"));
    assertThat(scaled.at("spec", "replicas").asInt()).isZero();
    assertThat(Lines.managers(scaled)).containsExactly("me Apply");
    assertThat(Lines.owned(scaled, "me")).doesNotContain("f:replicas");
  }

  @Test
  default void fieldsThatAreGivenUpFallBackToTheirDefaults() {
    cluster().apply(apps("deployments/web"), "me", Lines.deploymentYaml("web"));
    Reply given =
        cluster()
            .apply(
                apps("deployments/web"),
                "me",
                Lines.deploymentYaml("web").replace("replicas: 0", "revisionHistoryLimit: 3"));
    assertThat(given.at("spec", "replicas").asInt()).isEqualTo(1);
    Reply back = cluster().apply(apps("deployments/web"), "me", Lines.deploymentYaml("web"));
    assertThat(back.at("spec", "revisionHistoryLimit").asInt()).isEqualTo(10);
  }

  @Test
  default void creatorsOwnTheDefaultsToo() {
    Reply created =
        cluster().post(apps("deployments?fieldManager=maker"), Lines.deploymentYaml("web"));
    assertThat(Lines.managers(created)).containsExactly("maker Update");
    assertThat(Lines.owned(created, "maker"))
        .isEqualTo(
            "{\"f:spec\":{\"f:progressDeadlineSeconds\":{},\"f:replicas\":{},"
                + "\"f:revisionHistoryLimit\":{},\"f:selector\":{},"
                + "\"f:strategy\":{\"f:rollingUpdate\":{\".\":{},\"f:maxSurge\":{},"
                + "\"f:maxUnavailable\":{}},\"f:type\":{}},"
                + "\"f:template\":{\"f:metadata\":{\"f:labels\":{\".\":{},\"f:app\":{}}},"
                + "\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"web\\\"}\":{\".\":{},"
                + "\"f:image\":{},\"f:imagePullPolicy\":{},\"f:name\":{},"
                + "\"f:ports\":{\".\":{},\"k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":"
                + "{\".\":{},\"f:containerPort\":{},\"f:protocol\":{}}},\"f:resources\":{},"
                + "\"f:terminationMessagePath\":{},\"f:terminationMessagePolicy\":{}}},"
                + "\"f:dnsPolicy\":{},\"f:restartPolicy\":{},\"f:schedulerName\":{},"
                + "\"f:securityContext\":{},\"f:terminationGracePeriodSeconds\":{}}}}}");
  }

  @Test
  default void statusIsOwnedApart() {
    deployment("web");
    Reply status =
        cluster()
            .patch(
                apps("deployments/web/status?fieldManager=controller"),
                PatchLines.MERGE,
                "{status: {observedGeneration: 1, conditions: [{type: Available, status: 'True',"
                    + " lastUpdateTime: '2026-01-01T00:00:00Z', lastTransitionTime:"
                    + " '2026-01-01T00:00:00Z'}]}}");
    assertThat(Lines.managers(status)).contains("controller Update status");
    assertThat(Lines.owned(status, "controller"))
        .isEqualTo(
            "{\"f:status\":{\"f:conditions\":{\".\":{},"
                + "\"k:{\\\"type\\\":\\\"Available\\\"}\":{\".\":{},\"f:lastTransitionTime\":{},"
                + "\"f:lastUpdateTime\":{},\"f:status\":{},\"f:type\":{}}},"
                + "\"f:observedGeneration\":{}}}");
  }

  @Test
  default void applyingNeedsAManagerAndNoManagedFields() {
    Reply nobody = cluster().patch(core("configmaps/a"), "apply-patch+yaml", config("a", "{k: v}"));
    assertThat(nobody.status()).isEqualTo(422);
    assertThat(nobody.text("message"))
        .contains("fieldManager: Required value: is required for apply patch");
    Reply managed =
        cluster()
            .apply(
                core("configmaps/a"),
                "me",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, managedFields: [{manager: x,"
                    + " operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {}}]}}");
    assertThat(managed.status()).isEqualTo(400);
    assertThat(managed.text("message")).isEqualTo("metadata.managedFields must be nil");
    String unknown = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, frob: x}";
    Reply lenient = cluster().apply(core("configmaps/a"), "me", unknown);
    assertThat(lenient.status()).isEqualTo(500);
    assertThat(lenient.text("message")).contains(".frob: field not declared in schema");
  }

  @Test
  default void clearingManagedFieldsForgetsThem() {
    cluster().apply(core("configmaps/a"), "me", config("a", "{k: v}"));
    Reply cleared =
        cluster()
            .patch(core("configmaps/a"), PatchLines.MERGE, "{metadata: {managedFields: [{}]}}");
    assertThat(Lines.managers(cleared)).isEmpty();
    Reply applied = cluster().apply(core("configmaps/a"), "me", config("a", "{k: v, l: w}"));
    assertThat(Lines.managers(applied))
        .containsExactlyInAnyOrder("me Apply", "before-first-apply Update");
  }
}
