package dev.sluice.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.playground.apiserver.Cluster.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of lists that are applied, and of the conflicts that an apply can have. */
interface ApplyListLines extends Lines {
  private Reply applyEnv(String manager, String value, String... names) {
    List<String> env = new ArrayList<>();
    for (String name : names) {
      env.add("{name: " + name + ", value: '" + value + "'}");
    }
    return cluster()
        .apply(
            apps("deployments/web"),
            manager,
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: nginx, env: [%s]}]}
            """
                .formatted(String.join(", ", env)));
  }

  private static List<String> env(Reply reply) {
    List<String> names = new ArrayList<>();
    reply
        .at("spec", "template", "spec", "containers")
        .path(0)
        .path("env")
        .forEach(each -> names.add(each.path("name").asText()));
    return names;
  }

  @Test
  default void appliedItemsKeepTheirOrderAndOthersTheirPlace() {
    applyEnv("me", "v", "A", "B", "C", "D");
    assertThat(env(applyEnv("you", "v", "B", "X", "D"))).containsExactly("A", "B", "C", "X", "D");
    assertThat(env(applyEnv("you", "v", "D", "B"))).containsExactly("A", "C", "D", "B");
    assertThat(env(applyEnv("me", "v", "D", "C", "A"))).containsExactly("D", "B", "C", "A");
  }

  @Test
  default void whoAppliesAListAgainInAnotherOrderReordersIt() {
    applyEnv("me", "v", "A", "B", "C");
    assertThat(env(applyEnv("me", "v", "C", "A", "B"))).containsExactly("C", "A", "B");
    assertThat(env(applyEnv("me", "v", "B", "D", "C"))).containsExactly("B", "D", "C");
  }

  @Test
  default void newItemsComeAfterWhatOthersHaveBeforeTheNextSharedOne() {
    applyEnv("me", "v", "A", "B", "C");
    assertThat(env(applyEnv("you", "v", "X", "B", "W"))).containsExactly("A", "X", "B", "C", "W");
    assertThat(env(applyEnv("other", "v", "Z"))).containsExactly("A", "X", "B", "C", "W", "Z");
  }

  @Test
  default void conflictsAreListedByManagerAndEachByLevel() {
    applyEnv("me", "v", "B", "A");
    cluster()
        .apply(
            apps("deployments/web"),
            "first",
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, labels: {b: x, a: x}},"
                + " spec: {paused: true, minReadySeconds: 3}}");
    Reply refused =
        cluster()
            .apply(
                apps("deployments/web"),
                "you",
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, labels: {a: z, b: z}}
                spec:
                  minReadySeconds: 4
                  paused: false
                  template:
                    spec: {containers: [{name: web, image: other, env: [{name: B, value: w}, {name: A, value: w}]}]}
                """);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("message"))
        .isEqualTo(
            """
            Apply failed with 7 conflicts: conflicts with "first":
            - .metadata.labels.a
            - .metadata.labels.b
            - .spec.minReadySeconds
            - .spec.paused
            conflicts with "me":
            - .spec.template.spec.containers[name="web"].image
            - .spec.template.spec.containers[name="web"].env[name="A"].value
            - .spec.template.spec.containers[name="web"].env[name="B"].value""");
  }

  @Test
  default void itemsAreOwnedInTheOrderOfTheirKeysNumbersBySize() {
    Reply applied =
        cluster()
            .apply(
                core("services/web"),
                "me",
                "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{name: b,"
                    + " port: 443}, {name: a, port: 80}, {name: c, port: 8080}]}}");
    String owned = Lines.owned(applied, "me");
    assertThat(List.of(owned.indexOf(":80,"), owned.indexOf(":443,"), owned.indexOf(":8080,")))
        .isSorted()
        .doesNotContain(-1);
  }
}
