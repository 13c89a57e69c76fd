package dev.sluice.crds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads an object into its record and writes it again, as the operator does. */
final class RoundTrip {
  private final List<String> losses = new ArrayList<>();

  private RoundTrip() {}

  /** What is not there again, or other than before, each with its path. */
  static List<String> losses(Class<? extends CustomResource<?, ?>> kind, JsonNode object) {
    CustomResource<?, ?> read = CrdYaml.KUBERNETES.unmarshal(object.toString(), kind);
    JsonNode written =
        CrdYaml.KUBERNETES.unmarshal(CrdYaml.KUBERNETES.asJson(read), ObjectNode.class);
    RoundTrip roundTrip = new RoundTrip();
    for (String part : List.of("metadata", "spec", "status")) {
      roundTrip.compare(part, object.path(part), written.path(part));
    }
    return roundTrip.losses;
  }

  private void compare(String path, JsonNode before, JsonNode after) {
    if (before.isObject() && after.isObject()) {
      Set<String> names = new TreeSet<>();
      before.fieldNames().forEachRemaining(names::add);
      after.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> compare(path + "." + name, before.path(name), after.path(name)));
    } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
      for (int i = 0; i < before.size(); i++) {
        compare(path + "[" + i + "]", before.get(i), after.get(i));
      }
    } else if (!same(before, after) && !(path.equals("metadata") && after.isEmpty())) {
      losses.add("%s was %s and is %s".formatted(path, before, after));
    }
  }

  /** Numbers are the same if their values are, and counts if the whole part that fits is. */
  private static boolean same(JsonNode before, JsonNode after) {
    if (before.isNumber() && after.isNumber()) {
      return before.asDouble() == after.asDouble()
          || (after.isInt() && (int) before.asDouble() == after.asInt());
    }
    return before.equals(after);
  }
}
