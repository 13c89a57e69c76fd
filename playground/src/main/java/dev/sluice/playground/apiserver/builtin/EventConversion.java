package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.resource.Conversion;
import java.util.LinkedHashMap;
import java.util.Map;

/** Between core events, as they are stored, and {@code events.k8s.io/v1}. */
final class EventConversion implements Conversion {
  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put("involvedObject", "regarding");
    NAMES.put("message", "note");
    NAMES.put("source", "deprecatedSource");
    NAMES.put("firstTimestamp", "deprecatedFirstTimestamp");
    NAMES.put("lastTimestamp", "deprecatedLastTimestamp");
    NAMES.put("count", "deprecatedCount");
    NAMES.put("reportingComponent", "reportingController");
  }

  @Override
  public ObjectNode fromStored(ObjectNode stored) {
    ObjectNode served = stored.deepCopy();
    NAMES.forEach((core, events) -> rename(served, core, events));
    return served.put("apiVersion", "events.k8s.io/v1");
  }

  @Override
  public ObjectNode toStored(ObjectNode served) {
    ObjectNode stored = served.deepCopy();
    NAMES.forEach((core, events) -> rename(stored, events, core));
    Json.child(stored, "involvedObject");
    Json.child(stored, "source");
    return stored.put("apiVersion", "v1");
  }

  private static void rename(ObjectNode object, String from, String to) {
    var value = object.remove(from);
    if (value != null) {
      object.set(to, value);
    }
  }
}
