package dev.sluice.playground.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;

/** JSON merge patch, RFC 7386. */
public final class MergePatch {
  private MergePatch() {}

  /** The target with the patch applied; the target stays as it is. */
  public static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode fields)) {
      return patch.deepCopy();
    }
    ObjectNode out = target instanceof ObjectNode object ? object.deepCopy() : Json.object();
    for (var e : fields.properties()) {
      if (e.getValue().isNull()) {
        out.remove(e.getKey());
      } else {
        out.set(e.getKey(), apply(out.path(e.getKey()), e.getValue()));
      }
    }
    return out;
  }
}
