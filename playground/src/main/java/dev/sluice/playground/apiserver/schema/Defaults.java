package dev.sluice.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Fills in the defaults of a structural schema. */
public final class Defaults {
  private Defaults() {}

  /**
   * Fills in the object in place. A null where a default is declared and null is not allowed counts
   * as absent.
   */
  public static void apply(Schema schema, JsonNode value) {
    if (value instanceof ObjectNode object) {
      schema
          .properties()
          .forEach(
              (name, field) -> {
                JsonNode wanted = field.source().path("default");
                JsonNode now = object.path(name);
                boolean absent = now.isMissingNode() || (now.isNull() && !field.nullable());
                if (absent && !wanted.isMissingNode()) {
                  object.set(name, wanted.deepCopy());
                }
              });
      for (var e : object.properties()) {
        Schema field = schema.field(e.getKey());
        if (field != null) {
          apply(field, e.getValue());
        }
      }
    } else if (value.isArray() && schema.items() != null) {
      Schema item = schema.items();
      value.forEach(each -> apply(item, each));
    }
  }
}
