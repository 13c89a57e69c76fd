package dev.sluice.playground.apiserver.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A view of an object's {@code metadata}. */
public record Meta(ObjectNode object) {
  public static Meta of(ObjectNode object) {
    return new Meta(object);
  }

  /** The time as the API writes it: whole seconds, UTC. */
  public static String timestamp(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The metadata object; it is made when absent. */
  public ObjectNode node() {
    return Json.child(object, "metadata");
  }

  public String apiVersion() {
    return Json.textAt(object, "apiVersion");
  }

  public String kind() {
    return Json.textAt(object, "kind");
  }

  public String name() {
    return text("name");
  }

  public String namespace() {
    return text("namespace");
  }

  public String uid() {
    return text("uid");
  }

  public String resourceVersion() {
    return text("resourceVersion");
  }

  public String generateName() {
    return text("generateName");
  }

  public long generation() {
    return Json.at(object, "metadata", "generation").asLong(0);
  }

  public boolean deleting() {
    return !text("deletionTimestamp").isEmpty();
  }

  public Map<String, String> labels() {
    return map("labels");
  }

  public Map<String, String> annotations() {
    return map("annotations");
  }

  public List<String> finalizers() {
    List<String> all = new ArrayList<>();
    Json.at(object, "metadata", "finalizers").forEach(f -> all.add(f.asText()));
    return all;
  }

  /** Sets the finalizers; none removes the field. */
  public void finalizers(List<String> all) {
    if (all.isEmpty()) {
      node().remove("finalizers");
      return;
    }
    ArrayNode list = node().putArray("finalizers");
    all.forEach(list::add);
  }

  public List<ObjectNode> ownerReferences() {
    List<ObjectNode> all = new ArrayList<>();
    for (JsonNode owner : Json.at(object, "metadata", "ownerReferences")) {
      if (owner instanceof ObjectNode reference) {
        all.add(reference);
      }
    }
    return all;
  }

  private Map<String, String> map(String field) {
    Map<String, String> all = new LinkedHashMap<>();
    Json.at(object, "metadata", field)
        .properties()
        .forEach(e -> all.put(e.getKey(), e.getValue().asText()));
    return all;
  }

  private String text(String field) {
    return Json.textAt(object, "metadata", field);
  }
}
