package dev.sluice.playground.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.resource.DeleteOptions;
import dev.sluice.playground.apiserver.resource.Deleter;
import dev.sluice.playground.apiserver.resource.Place;
import dev.sluice.playground.apiserver.resource.WriteOptions;
import dev.sluice.playground.apiserver.resource.Writer;
import java.util.List;
import java.util.Map;

/** What is posted to a pod: that it runs on a node, or that it shall be evicted. */
final class PodActions {
  /** What a kubelet would have to answer, and the playground's pods have no process for. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "log",
          "the playground's pods keep no logs; kubectl describe and kubectl events tell what"
              + " became of them",
          "exec",
          "the playground's pods have no shell to run a command in",
          "attach",
          "the playground's pods have no terminal to attach to",
          "portforward",
          "the playground forwards no ports; its gateway and its pods listen on this machine's"
              + " loopback address",
          "proxy",
          "the playground's API server passes no requests on to pods");

  private PodActions() {}

  /** Says why something cannot be done with a pod here. */
  static void refuse(String subresource) {
    String why = REFUSED.get(subresource);
    if (why != null) {
      throw ApiError.of(501, "NotImplemented", why);
    }
  }

  static Answer answer(
      Place place, Call call, Writer writer, Deleter deleter, WriteOptions options) {
    switch (place.subresource()) {
      case "binding" -> bind(place, call, writer, options);
      case "eviction" ->
          deleter.delete(
              place.part(""), DeleteOptions.parse(call.json().path("deleteOptions"), Map.of()));
      default -> throw ApiError.methodNotAllowed();
    }
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Success").put("code", 201);
    return new Answer.Document(201, status, List.of());
  }

  private static void bind(Place place, Call call, Writer writer, WriteOptions options) {
    String node = Json.textAt(call.json(), "target", "name");
    writer.change(
        place,
        current -> {
          String before = Json.textAt(current, "spec", "nodeName");
          if (!before.isEmpty()) {
            throw ApiError.conflict(
                "",
                "pods/binding",
                place.name(),
                "pod " + place.name() + " is already assigned to node \"" + before + '"');
          }
          ObjectNode bound = current.deepCopy();
          Json.child(bound, "spec").put("nodeName", node);
          scheduled(Json.child(bound, "status"), Meta.timestamp(call.at()));
          return new Writer.Next(bound, true, List.of());
        },
        options);
  }

  private static void scheduled(ObjectNode status, String now) {
    ArrayNode conditions = Json.array();
    for (JsonNode condition : status.path("conditions")) {
      if (!Json.textAt(condition, "type").equals("PodScheduled")) {
        conditions.add(condition);
      }
    }
    conditions
        .addObject()
        .put("type", "PodScheduled")
        .put("status", "True")
        .putNull("lastProbeTime")
        .put("lastTransitionTime", now);
    status.set("conditions", conditions);
  }
}
