package dev.sluice.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.playground.apiserver.Cluster.Reply;
import org.junit.jupiter.api.Test;

/** Deletion: finalizers, owners and namespaces. */
interface DeletionLines extends Lines {
  private void owned(String name, Reply owner, String more) {
    configMap(name, "");
    cluster()
        .patch(
            core("configmaps/" + name),
            PatchLines.MERGE,
            "{metadata: {ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: "
                + owner.text("metadata", "name")
                + ", uid: "
                + owner.text("metadata", "uid")
                + more
                + "}]}}");
  }

  private void awaitGone(String path) {
    await().atMost(PATIENCE).until(() -> cluster().get(path).status() == 404);
  }

  @Test
  default void deletionsAnswerWithAStatus() {
    Reply created = configMap("a", "");
    Reply deleted = cluster().delete(core("configmaps/a"), "");
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.text("kind")).isEqualTo("Status");
    assertThat(deleted.text("status")).isEqualTo("Success");
    assertThat(deleted.text("details", "uid")).isEqualTo(created.text("metadata", "uid"));
    assertThat(cluster().delete(core("configmaps/a"), "").status()).isEqualTo(404);
  }

  @Test
  default void preconditionsMustHold() {
    Reply created = configMap("a", "");
    Reply refused = cluster().delete(core("configmaps/a"), "{preconditions: {uid: other}}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("message"))
        .contains("the UID in the precondition (other) does not match the UID in record");
    Reply stale = cluster().delete(core("configmaps/a"), "{preconditions: {resourceVersion: '1'}}");
    assertThat(stale.status()).isEqualTo(409);
    Reply deleted =
        cluster()
            .delete(
                core("configmaps/a"),
                "{preconditions: {uid: " + created.text("metadata", "uid") + "}}");
    assertThat(deleted.status()).isEqualTo(200);
  }

  @Test
  default void finalizersHoldAnObjectUntilTheyAreGone() {
    deployment("web");
    String path = apps("deployments/web");
    cluster().patch(path, PatchLines.MERGE, "{metadata: {finalizers: [example.com/hold]}}");
    Reply deleted = cluster().delete(path, "");
    assertThat(deleted.text("kind")).isEqualTo("Deployment");
    assertThat(deleted.text("metadata", "deletionTimestamp")).isNotEmpty();
    assertThat(deleted.at("metadata", "deletionGracePeriodSeconds").asInt()).isZero();
    assertThat(deleted.at("metadata", "generation").asInt()).isEqualTo(2);
    Reply again = cluster().delete(path, "");
    assertThat(again.text("metadata", "resourceVersion"))
        .isEqualTo(deleted.text("metadata", "resourceVersion"));
    Reply more =
        cluster()
            .patch(
                path,
                PatchLines.MERGE,
                "{metadata: {finalizers: [example.com/hold, example.com/more]}}");
    assertThat(more.status()).isEqualTo(422);
    Reply freed = cluster().patch(path, PatchLines.MERGE, "{metadata: {finalizers: null}}");
    assertThat(freed.status()).isEqualTo(200);
    assertThat(cluster().get(path).status()).isEqualTo(404);
  }

  @Test
  default void dependentsFollowTheirOwner() {
    needsGarbageCollection();
    Reply owner = configMap("owner", "");
    owned("child", owner, "");
    Reply child = cluster().get(core("configmaps/child"));
    owned("grandchild", child, "");
    cluster().delete(core("configmaps/owner"), "");
    awaitGone(core("configmaps/child"));
    awaitGone(core("configmaps/grandchild"));
  }

  @Test
  default void ownersWaitInTheForeground() {
    needsGarbageCollection();
    Reply owner = configMap("owner", "");
    owned("child", owner, ", blockOwnerDeletion: true");
    cluster()
        .patch(
            core("configmaps/child"),
            PatchLines.MERGE,
            "{metadata: {finalizers: [example.com/hold]}}");
    Reply deleted = cluster().delete(core("configmaps/owner"), "{propagationPolicy: Foreground}");
    assertThat(deleted.at("metadata", "finalizers"))
        .isEqualTo(Cluster.yaml("[foregroundDeletion]"));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !cluster()
                    .get(core("configmaps/child"))
                    .text("metadata", "deletionTimestamp")
                    .isEmpty());
    assertThat(cluster().get(core("configmaps/owner")).status()).isEqualTo(200);
    cluster().patch(core("configmaps/child"), PatchLines.MERGE, "{metadata: {finalizers: null}}");
    awaitGone(core("configmaps/child"));
    awaitGone(core("configmaps/owner"));
  }

  @Test
  default void orphansStay() {
    needsGarbageCollection();
    Reply owner = configMap("owner", "");
    owned("child", owner, "");
    cluster().delete(core("configmaps/owner"), "{propagationPolicy: Orphan}");
    awaitGone(core("configmaps/owner"));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                cluster()
                    .get(core("configmaps/child"))
                    .at("metadata", "ownerReferences")
                    .isMissingNode());
  }

  @Test
  default void namespacesGoWithAllThatIsInThem() {
    needsGarbageCollection();
    String name = cluster().namespace();
    String path = "/api/v1/namespaces/" + name;
    cluster()
        .post(
            path + "/configmaps",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, finalizers:"
                + " [example.com/hold]}}");
    Reply deleted = cluster().delete(path, "");
    assertThat(deleted.text("status", "phase")).isEqualTo("Terminating");
    Reply late =
        cluster()
            .post(path + "/configmaps", "{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}");
    assertThat(late.status()).isEqualTo(403);
    assertThat(late.text("message"))
        .isEqualTo(
            "configmaps \"b\" is forbidden: unable to create new content in namespace "
                + name
                + " because it is being terminated");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !cluster()
                    .get(path + "/configmaps/a")
                    .text("metadata", "deletionTimestamp")
                    .isEmpty());
    cluster().patch(path + "/configmaps/a", PatchLines.MERGE, "{metadata: {finalizers: null}}");
    awaitGone(path);
  }
}
