package dev.sluice.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.playground.apiserver.Cluster.Reply;
import org.junit.jupiter.api.Test;

/** Pods, and what is done with them. */
interface PodLines extends Lines {
  private Reply pod(String name) {
    return create(
        core("pods"),
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, labels: {}}
        spec:
          terminationGracePeriodSeconds: 0
          containers: [{name: web, image: nginx}]
          volumes: [{name: scratch, emptyDir: {}}]
        """
            .formatted(name));
  }

  @Test
  default void anEmptyStructIsKeptAndAnEmptyMapIsNot() {
    Reply created = pod("web");
    assertThat(created.at("spec", "volumes").get(0))
        .isEqualTo(Cluster.yaml("{name: scratch, emptyDir: {}}"));
    assertThat(created.at("metadata").has("labels")).isFalse();
  }

  @Test
  default void podsAreBoundAtThePodAndBesideIt() {
    pod("newer");
    pod("older");
    Reply newer =
        cluster()
            .post(
                core("pods/newer/binding"),
                "{apiVersion: v1, kind: Binding, metadata: {name: newer}, target: {kind: Node,"
                    + " name: some-node}}");
    Reply older =
        cluster()
            .post(
                core("bindings"),
                "{apiVersion: v1, kind: Binding, metadata: {name: older}, target: {kind: Node,"
                    + " name: some-node}}");
    for (Reply bound : new Reply[] {newer, older}) {
      assertThat(bound.status()).isEqualTo(201);
      assertThat(bound.text("kind")).isEqualTo("Status");
    }
    for (String name : new String[] {"newer", "older"}) {
      Reply pod = cluster().get(core("pods/" + name));
      assertThat(pod.text("spec", "nodeName")).isEqualTo("some-node");
      assertThat(pod.at("status", "conditions").toString())
          .contains("\"type\":\"PodScheduled\"", "\"status\":\"True\"");
    }
  }

  @Test
  default void aPodIsBoundOnce() {
    pod("web");
    String binding =
        "{apiVersion: v1, kind: Binding, metadata: {name: web}, target: {kind: Node, name: a}}";
    assertThat(cluster().post(core("pods/web/binding"), binding).status()).isEqualTo(201);
    Reply again = cluster().post(core("pods/web/binding"), binding);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("message")).contains("pod web is already assigned to node \"a\"");
  }
}
