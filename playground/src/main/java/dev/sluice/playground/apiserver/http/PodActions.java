package dev.sluice.playground.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.resource.DeleteOptions;
import dev.sluice.playground.apiserver.resource.Deleter;
import dev.sluice.playground.apiserver.resource.Place;
import dev.sluice.playground.apiserver.resource.WriteOptions;
import dev.sluice.playground.apiserver.resource.Writer;
import java.util.List;
import java.util.Map;

/** What is posted to a pod: that it runs on a node, or that it shall be evicted. */
final class PodActions {
  private PodActions() {}

  static Answer answer(
      Place place, JsonNode body, Writer writer, Deleter deleter, WriteOptions options) {
    switch (place.subresource()) {
      case "binding" ->
          writer.change(
              place.part(""),
              current -> {
                ObjectNode bound = current.deepCopy();
                Json.child(bound, "spec").put("nodeName", Json.textAt(body, "target", "name"));
                return new Writer.Next(bound, false, List.of());
              },
              options);
      case "eviction" ->
          deleter.delete(place.part(""), DeleteOptions.parse(body.path("deleteOptions"), Map.of()));
      default -> throw ApiError.methodNotAllowed();
    }
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Success").put("code", 201);
    return new Answer.Document(201, status, List.of());
  }
}
