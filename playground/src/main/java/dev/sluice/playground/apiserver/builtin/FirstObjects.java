package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.resource.FieldValidation;
import dev.sluice.playground.apiserver.resource.Place;
import dev.sluice.playground.apiserver.resource.ResourceType;
import dev.sluice.playground.apiserver.resource.Types;
import dev.sluice.playground.apiserver.resource.WriteOptions;
import dev.sluice.playground.apiserver.resource.Writer;
import dev.sluice.playground.apiserver.store.Store;
import java.time.Clock;
import java.util.List;

/** What is there in every cluster from the beginning. */
public final class FirstObjects {
  private static final WriteOptions OPTIONS =
      new WriteOptions("kube-apiserver", false, FieldValidation.IGNORE, true);

  private FirstObjects() {}

  /** Creates them. */
  public static void create(Store store, Types types, Clock clock) {
    Writer writer = new Writer(store, clock);
    for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      create(writer, types, "Namespace", "", object(name));
    }
    ObjectNode service = object("kubernetes");
    Json.child(Json.child(service, "metadata"), "labels")
        .put("component", "apiserver")
        .put("provider", "kubernetes");
    ObjectNode spec = service.putObject("spec");
    spec.put("clusterIP", "10.96.0.1");
    spec.putArray("ports")
        .addObject()
        .put("name", "https")
        .put("port", 443)
        .put("targetPort", 6443);
    create(writer, types, "Service", "default", service);
  }

  private static ObjectNode object(String name) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", name);
    return object;
  }

  private static void create(
      Writer writer, Types types, String kind, String namespace, ObjectNode object) {
    ResourceType type = types.ofKind("v1", kind).orElseThrow();
    writer.create(new Place(type, namespace, "", ""), type.typed(object), OPTIONS);
  }
}
