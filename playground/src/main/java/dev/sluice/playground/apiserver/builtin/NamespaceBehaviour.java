package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.resource.Behaviour;

/** Namespaces: they stay until everything in them is gone. */
final class NamespaceBehaviour implements Behaviour {
  @Override
  public void applyDefaults(ObjectNode namespace) {
    String name = Meta.of(namespace).name();
    if (!name.isEmpty()) {
      Json.child(Json.child(namespace, "metadata"), "labels")
          .put("kubernetes.io/metadata.name", name);
    }
  }

  @Override
  public void prepareCreate(ObjectNode namespace) {
    applyDefaults(namespace);
    namespace.putObject("spec").putArray("finalizers").add("kubernetes");
    namespace.putObject("status").put("phase", "Active");
  }

  @Override
  public boolean held(ObjectNode namespace) {
    return !namespace.path("spec").path("finalizers").isEmpty();
  }

  @Override
  public void prepareDelete(ObjectNode namespace) {
    Json.child(namespace, "status").put("phase", "Terminating");
  }
}
