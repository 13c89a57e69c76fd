package dev.sluice.playground.apiserver.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;

/** Objects reduced to their metadata. */
public final class PartialMetadata {
  private PartialMetadata() {}

  public static ObjectNode of(ObjectNode object) {
    ObjectNode partial = Json.object();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
    partial.set("metadata", object.path("metadata"));
    return partial;
  }
}
