package dev.sluice.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.playground.apiserver.Cluster.Reply;
import dev.sluice.playground.apiserver.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists, their pages and selectors, and watches. */
interface WatchLines extends Lines {
  /** The events of a watch that ends by itself. */
  private List<JsonNode> events(String query) {
    Reply reply = cluster().get(core("configmaps?watch=true&" + query));
    List<JsonNode> all = new ArrayList<>();
    reply.body().asText().lines().filter(l -> !l.isBlank()).forEach(l -> all.add(Json.parse(l)));
    return all;
  }

  private static List<String> shown(List<JsonNode> events) {
    return events.stream()
        .map(e -> e.path("type").asText() + ' ' + Json.textAt(e, "object", "metadata", "name"))
        .toList();
  }

  @Test
  default void listsAreSelectedByLabelsAndFields() {
    for (String[] each : new String[][] {{"a", "x"}, {"b", "y"}, {"c", "z"}}) {
      create(
          core("configmaps"),
          "{apiVersion: v1, kind: ConfigMap, metadata: {name: "
              + each[0]
              + ", labels: {k: "
              + each[1]
              + "}}}");
    }
    assertThat(names("labelSelector=k%3Dx")).containsExactly("a");
    assertThat(names("labelSelector=k!%3Dx,k")).containsExactly("b", "c");
    assertThat(names("labelSelector=k+in+(x,z)")).containsExactly("a", "c");
    assertThat(names("labelSelector=k+notin+(x),k")).containsExactly("b", "c");
    assertThat(names("labelSelector=!k")).doesNotContain("a", "b", "c");
    assertThat(names("fieldSelector=metadata.name%3Db")).containsExactly("b");
    assertThat(names("labelSelector=k&fieldSelector=metadata.name!%3Db")).containsExactly("a", "c");
    Reply odd = cluster().get(core("configmaps?fieldSelector=data.k%3Dv"));
    assertThat(odd.status()).isEqualTo(400);
    assertThat(odd.text("message")).contains("\"data.k\" is not a known field selector");
    assertThat(cluster().get(core("configmaps?labelSelector=a+b")).status()).isEqualTo(400);
  }

  private List<String> names(String query) {
    List<String> all = new ArrayList<>();
    Reply reply = cluster().get(core("configmaps?" + query));
    assertThat(reply.text("kind")).isEqualTo("ConfigMapList");
    reply.at("items").forEach(i -> all.add(Json.textAt(i, "metadata", "name")));
    return all;
  }

  @Test
  default void longListsComeInPagesOfOneSnapshot() {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      configMap(name, ", data: {is: it}");
    }
    String all = core("configmaps?limit=2&fieldSelector=metadata.name!%3Dkube-root-ca.crt");
    Reply first = cluster().get(core("configmaps?limit=2"));
    assertThat(first.at("items")).hasSize(2);
    assertThat(first.at("metadata", "remainingItemCount").asInt()).isGreaterThanOrEqualTo(3);
    String token = first.text("metadata", "continue");
    assertThat(token).isNotEmpty();
    cluster().delete(core("configmaps/e"), "");
    List<String> seen = new ArrayList<>();
    Reply page = cluster().get(all);
    page.at("items").forEach(i -> seen.add(Json.textAt(i, "metadata", "name")));
    assertThat(seen).containsExactly("a", "b");
    Reply rest = cluster().get(core("configmaps?continue=" + token));
    List<String> others = new ArrayList<>();
    rest.at("items").forEach(i -> others.add(Json.textAt(i, "metadata", "name")));
    assertThat(others).contains("c", "d", "e");
    assertThat(rest.text("metadata", "resourceVersion"))
        .isEqualTo(first.text("metadata", "resourceVersion"));
    assertThat(rest.text("metadata", "continue")).isEmpty();
  }

  @Test
  default void watchesTellWhatHappenedSinceAVersion() {
    Reply start = configMap("a", "");
    configMap("b", "");
    cluster().patch(core("configmaps/b"), PatchLines.MERGE, "{data: {k: v}}");
    cluster().delete(core("configmaps/a"), "");
    String since = start.text("metadata", "resourceVersion");
    List<JsonNode> events = events("timeoutSeconds=2&resourceVersion=" + since);
    assertThat(shown(events)).containsExactly("ADDED b", "MODIFIED b", "DELETED a");
    JsonNode gone = events.getLast().path("object");
    assertThat(Long.parseLong(Json.textAt(gone, "metadata", "resourceVersion")))
        .isGreaterThan(Long.parseLong(since));
  }

  @Test
  default void watchesWithoutAVersionBeginWithWhatThereIs() {
    configMap("a", "");
    configMap("b", "");
    assertThat(shown(events("timeoutSeconds=2&fieldSelector=metadata.name%3Db")))
        .containsExactly("ADDED b");
    assertThat(shown(events("timeoutSeconds=2&resourceVersion=0"))).contains("ADDED a", "ADDED b");
  }

  @Test
  default void watchesListFirstOnRequestAndSayWhenTheyAreThrough() {
    configMap("a", "");
    List<JsonNode> events =
        events(
            "timeoutSeconds=3&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                + "&allowWatchBookmarks=true&fieldSelector=metadata.name%3Da");
    assertThat(events).hasSizeGreaterThanOrEqualTo(2);
    assertThat(shown(events.subList(0, 1))).containsExactly("ADDED a");
    JsonNode bookmark = events.get(1);
    assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
    assertThat(Json.textAt(bookmark, "object", "kind")).isEqualTo("ConfigMap");
    assertThat(
            bookmark
                .path("object")
                .path("metadata")
                .path("annotations")
                .path("k8s.io/initial-events-end")
                .asText())
        .isEqualTo("true");
  }

  @Test
  default void watchedTablesAreTables() {
    Reply start = configMap("a", "");
    configMap("b", ", data: {k: v}");
    Reply reply =
        cluster()
            .get(
                core(
                    "configmaps?watch=true&timeoutSeconds=2&resourceVersion="
                        + start.text("metadata", "resourceVersion")),
                TableLines.TABLE);
    JsonNode event = Json.parse(reply.body().asText().lines().findFirst().orElseThrow());
    assertThat(Json.textAt(event, "object", "kind")).isEqualTo("Table");
    assertThat(event.path("object").path("rows").get(0).path("cells").get(0).asText())
        .isEqualTo("b");
  }

  @Test
  default void versionsOfTheFutureAreRefused() {
    Reply reply = cluster().get(core("configmaps?resourceVersion=999999999999"));
    assertThat(reply.status()).isEqualTo(504);
    assertThat(reply.text("message")).contains("Too large resource version");
  }

  @Test
  default void collectionsAreDeletedBySelector() {
    for (String name : List.of("a", "b")) {
      create(
          core("configmaps"),
          "{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + ", labels: {k: v}}}");
    }
    configMap("c", "");
    Reply deleted = cluster().delete(core("configmaps?labelSelector=k%3Dv"), "");
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.text("kind")).isEqualTo("ConfigMapList");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(names("")).contains("c").doesNotContain("a", "b"));
  }
}
