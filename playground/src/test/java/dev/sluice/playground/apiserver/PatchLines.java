package dev.sluice.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.playground.apiserver.Cluster.Reply;
import org.junit.jupiter.api.Test;

/** JSON patch, merge patch and strategic merge patch. */
interface PatchLines extends Lines {
  String STRATEGIC = "strategic-merge-patch+json";
  String MERGE = "merge-patch+json";
  String JSON_PATCH = "json-patch+json";

  @Test
  default void mergePatchesMergeMapsAndReplaceLists() {
    configMap("a", ", data: {k: v, l: w}");
    Reply patched =
        cluster()
            .patch(
                core("configmaps/a"),
                MERGE,
                "{data: {k: null, m: x}, metadata: {finalizers: [example.com/a]}}");
    assertThat(patched.at("data")).isEqualTo(Cluster.yaml("{l: w, m: x}"));
    Reply freed = cluster().patch(core("configmaps/a"), MERGE, "{metadata: {finalizers: null}}");
    assertThat(freed.at("metadata").has("finalizers")).isFalse();
    deployment("web");
    Reply replaced =
        cluster()
            .patch(
                apps("deployments/web"),
                MERGE,
                "{spec: {template: {spec: {containers: [{name: other, image: x:1}]}}}}");
    assertThat(replaced.at("spec", "template", "spec", "containers")).hasSize(1);
    assertThat(replaced.at("spec", "template", "spec", "containers").get(0).path("name").asText())
        .isEqualTo("other");
  }

  @Test
  default void jsonPatchesDoTheirOperationsOrNone() {
    configMap("a", ", data: {k: v}");
    Reply patched =
        cluster()
            .patch(
                core("configmaps/a"),
                JSON_PATCH,
                "[{op: test, path: /data/k, value: v}, {op: replace, path: /data/k, value: w},"
                    + " {op: add, path: /data/m, value: x}]");
    assertThat(patched.at("data")).isEqualTo(Cluster.yaml("{k: w, m: x}"));
    Reply failed =
        cluster()
            .patch(
                core("configmaps/a"),
                JSON_PATCH,
                "[{op: remove, path: /data/m}, {op: test, path: /data/k, value: other}]");
    assertThat(failed.status()).isEqualTo(422);
    assertThat(failed.text("reason")).isEqualTo("Invalid");
    assertThat(cluster().get(core("configmaps/a")).at("data")).hasSize(2);
  }

  @Test
  default void strategicPatchesMergeListsByTheirKeys() {
    deployment("web");
    Reply patched =
        cluster()
            .patch(
                apps("deployments/web"),
                STRATEGIC,
                """
                spec:
                  template:
                    spec:
                      containers:
                        - {name: side, image: side:1}
                        - name: web
                          image: nginx:1.26
                          env: [{name: A, value: b}]
                          ports: [{containerPort: 81, name: more}]
                      volumes: [{name: v, emptyDir: {}}]
                """);
    assertThat(patched.status()).isEqualTo(200);
    var containers = patched.at("spec", "template", "spec", "containers");
    assertThat(containers.findValuesAsText("image"))
        .containsExactlyInAnyOrder("nginx:1.26", "side:1");
    assertThat(containers.toString()).contains("\"containerPort\":80", "\"containerPort\":81");
    Reply without =
        cluster()
            .patch(
                apps("deployments/web"),
                STRATEGIC,
                """
                spec:
                  template:
                    spec:
                      containers:
                        - {name: side, $patch: delete}
                        - name: web
                          env: [{name: A, $patch: delete}, {name: B, value: c}]
                      volumes: [{name: v, emptyDir: null, configMap: {name: c}}]
                """);
    var left = without.at("spec", "template", "spec");
    assertThat(left.path("containers")).hasSize(1);
    assertThat(left.path("containers").get(0).path("env"))
        .isEqualTo(Cluster.yaml("[{name: B, value: c}]"));
    assertThat(left.path("volumes"))
        .isEqualTo(Cluster.yaml("[{name: v, configMap: {name: c, defaultMode: 420}}]"));
  }

  @Test
  default void strategicPatchesObeyDirectives() {
    deployment("web");
    cluster().patch(apps("deployments/web"), MERGE, "{metadata: {labels: {a: b}}}");
    Reply recreated =
        cluster()
            .patch(
                apps("deployments/web"),
                STRATEGIC,
                "{spec: {strategy: {$retainKeys: [type], type: Recreate}}}");
    assertThat(recreated.at("spec", "strategy")).isEqualTo(Cluster.yaml("{type: Recreate}"));
    Reply replaced =
        cluster()
            .patch(
                apps("deployments/web"),
                STRATEGIC,
                """
                metadata: {labels: {$patch: replace, only: this}}
                spec:
                  template:
                    spec:
                      containers: [{$patch: replace}, {name: new, image: new:1}]
                """);
    assertThat(replaced.at("metadata", "labels")).isEqualTo(Cluster.yaml("{only: this}"));
    assertThat(replaced.at("spec", "template", "spec", "containers").findValuesAsText("name"))
        .containsExactly("new");
    Reply odd =
        cluster().patch(apps("deployments/web"), STRATEGIC, "{metadata: {labels: {$patch: frob}}}");
    assertThat(odd.status()).isGreaterThanOrEqualTo(400);
  }

  @Test
  default void strategicPatchesMergeFinalizersAndOrderItems() {
    configMap("a", "");
    String path = core("configmaps/a");
    cluster().patch(path, STRATEGIC, "{metadata: {finalizers: [example.com/a]}}");
    Reply both = cluster().patch(path, STRATEGIC, "{metadata: {finalizers: [example.com/b]}}");
    assertThat(both.at("metadata", "finalizers"))
        .isEqualTo(Cluster.yaml("[example.com/b, example.com/a]"));
    Reply one =
        cluster()
            .patch(
                path,
                STRATEGIC,
                "{metadata: {$deleteFromPrimitiveList/finalizers: [example.com/a]}}");
    assertThat(one.at("metadata", "finalizers")).isEqualTo(Cluster.yaml("[example.com/b]"));
    cluster().patch(path, MERGE, "{metadata: {finalizers: null}}");
    deployment("web");
    Reply ordered =
        cluster()
            .patch(
                apps("deployments/web"),
                STRATEGIC,
                """
                spec:
                  template:
                    spec:
                      $setElementOrder/containers: [{name: first}, {name: web}]
                      containers: [{name: first, image: first:1}]
                """);
    assertThat(ordered.at("spec", "template", "spec", "containers").findValuesAsText("image"))
        .containsExactly("first:1", "nginx:1.25");
  }

  @Test
  default void patchesThatNameAVersionInsistOnIt() {
    Reply created = configMap("a", "");
    String patch =
        "{metadata: {resourceVersion: '"
            + created.text("metadata", "resourceVersion")
            + "'}, data: {k: N}}";
    assertThat(cluster().patch(core("configmaps/a"), MERGE, patch.replace("N", "a")).status())
        .isEqualTo(200);
    assertThat(cluster().patch(core("configmaps/a"), MERGE, patch.replace("N", "b")).status())
        .isEqualTo(409);
  }

  @Test
  default void patchesOfMissingObjectsAndUnknownTypesAreRefused() {
    assertThat(cluster().patch(core("configmaps/none"), MERGE, "{}").status()).isEqualTo(404);
    configMap("a", "");
    Reply odd = cluster().patch(core("configmaps/a"), "json", "{}");
    assertThat(odd.status()).isEqualTo(415);
    Reply strict = cluster().patch(core("configmaps/a?fieldValidation=Strict"), MERGE, "{frob: 1}");
    assertThat(strict.status()).isEqualTo(422);
    assertThat(strict.text("message")).contains("strict decoding error: unknown field \"frob\"");
  }
}
