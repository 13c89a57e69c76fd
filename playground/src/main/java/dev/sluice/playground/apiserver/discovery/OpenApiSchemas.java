package dev.sluice.playground.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.resource.ResourceType;
import dev.sluice.playground.apiserver.schema.BuiltinSchemas;
import dev.sluice.playground.apiserver.schema.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The schemas of one group and version, as OpenAPI components that refer to each other. */
final class OpenApiSchemas {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final Set<String> META_TYPES =
      Set.of(
          "ObjectMeta",
          "ManagedFieldsEntry",
          "OwnerReference",
          "LabelSelector",
          "LabelSelectorRequirement",
          "Condition");

  private final String group;
  private final String version;
  private final String references;
  private final Map<String, ObjectNode> components = new LinkedHashMap<>();

  /**
   * Makes an empty set.
   *
   * @param references what references to components begin with
   */
  OpenApiSchemas(String group, String version, String references) {
    this.group = group;
    this.version = version;
    this.references = references;
  }

  /** Adds a resource and all that it consists of; the name of its component is returned. */
  String add(ResourceType type) {
    String name = type.custom() ? customName(type) : builtinName(type.schema().typeName());
    ObjectNode schema = type.custom() ? custom(type) : struct(type.schema());
    if (!type.custom()) {
      ObjectNode properties = Json.child(schema, "properties");
      Json.child(properties, "apiVersion").put("description", API_VERSION);
      Json.child(properties, "kind").put("description", KIND);
    }
    ArrayNode kinds = schema.putArray("x-kubernetes-group-version-kind");
    kinds.addObject().put("group", group).put("kind", type.kind()).put("version", version);
    components.put(name, schema);
    components.put(name + "List", list(type, name));
    return name;
  }

  private static final String API_VERSION =
      "APIVersion defines the versioned schema of this representation of an object.";
  private static final String KIND =
      "Kind is a string value representing the REST resource this object represents.";

  private ObjectNode list(ResourceType type, String item) {
    ObjectNode list = Json.object();
    list.put("type", "object").putArray("required").add("items");
    ObjectNode properties = list.putObject("properties");
    properties.putObject("apiVersion").put("type", "string");
    properties.putObject("kind").put("type", "string");
    properties.putObject("metadata").put("type", "object");
    ObjectNode items = properties.putObject("items");
    items.put("type", "array").set("items", reference(item));
    list.putArray("x-kubernetes-group-version-kind")
        .addObject()
        .put("group", group)
        .put("kind", type.names().listKind())
        .put("version", version);
    return list;
  }

  Map<String, ObjectNode> components() {
    return components;
  }

  private ObjectNode custom(ResourceType type) {
    ObjectNode schema =
        type.schema().source() instanceof ObjectNode source ? source.deepCopy() : Json.object();
    ObjectNode properties = Json.child(schema, "properties");
    properties.putObject("apiVersion").put("type", "string").put("description", API_VERSION);
    properties.putObject("kind").put("type", "string").put("description", KIND);
    ObjectNode metadata = ref(BuiltinSchemas.metadata());
    metadata.put("description", "Standard object's metadata.");
    properties.set("metadata", metadata);
    return schema;
  }

  private static String customName(ResourceType type) {
    List<String> parts = new ArrayList<>(Arrays.asList(type.group().split("\\.")));
    Collections.reverse(parts);
    return String.join(".", parts) + '.' + type.version() + '.' + type.kind();
  }

  private String builtinName(String typeName) {
    if (META_TYPES.contains(typeName)) {
      return META + typeName;
    }
    String shortGroup = group.isEmpty() ? "core" : group.replaceFirst("\\..*", "");
    return "io.k8s.api." + shortGroup + '.' + version + '.' + typeName;
  }

  private ObjectNode reference(String name) {
    return Json.object().put("$ref", references + name);
  }

  /** A reference to a struct, which is added if it is new. */
  private ObjectNode ref(Schema schema) {
    String name = builtinName(schema.typeName());
    if (!components.containsKey(name)) {
      components.put(name, Json.object());
      components.put(name, struct(schema));
    }
    ObjectNode wrapped = Json.object();
    wrapped.putArray("allOf").add(reference(name));
    return wrapped;
  }

  private ObjectNode struct(Schema schema) {
    ObjectNode node = Json.object();
    node.put("type", "object");
    ObjectNode properties = node.putObject("properties");
    schema.properties().forEach((name, field) -> properties.set(name, value(field)));
    if (schema.atomicMap()) {
      node.put("x-kubernetes-map-type", "atomic");
    }
    return node;
  }

  private ObjectNode value(Schema schema) {
    ObjectNode node = Json.object();
    switch (schema.type()) {
      case OBJECT -> {
        if (!schema.typeName().isEmpty()) {
          return ref(schema);
        }
        node.put("type", "object");
        Schema values = schema.additional();
        if (values != null) {
          node.set("additionalProperties", value(values));
        }
        if (schema.atomicMap()) {
          node.put("x-kubernetes-map-type", "atomic");
        }
      }
      case LIST -> list(schema, node);
      case STRING -> node.put("type", "string");
      case INTEGER -> node.put("type", "integer").put("format", "int64");
      case NUMBER -> node.put("type", "number").put("format", "double");
      case BOOLEAN -> node.put("type", "boolean");
      case INT_OR_STRING -> node.put("type", "string").put("format", "int-or-string");
      case QUANTITY -> node.put("type", "string");
      case ANY -> node.put("type", "object");
    }
    patch(schema.patch(), node);
    return node;
  }

  private void list(Schema schema, ObjectNode node) {
    node.put("type", "array");
    Schema items = schema.items();
    node.set("items", items == null ? Json.object() : value(items));
    switch (schema.listType()) {
      case ATOMIC -> node.put("x-kubernetes-list-type", "atomic");
      case SET -> node.put("x-kubernetes-list-type", "set");
      case MAP -> {
        node.put("x-kubernetes-list-type", "map");
        ArrayNode keys = node.putArray("x-kubernetes-list-map-keys");
        schema.listKeys().forEach(keys::add);
      }
    }
  }

  private static void patch(Schema.PatchRule rule, ObjectNode node) {
    List<String> strategies = new ArrayList<>();
    if (rule.merge()) {
      strategies.add("merge");
    }
    if (rule.retainKeys()) {
      strategies.add("retainKeys");
    }
    if (rule.replace()) {
      strategies.add("replace");
    }
    if (!strategies.isEmpty()) {
      node.put("x-kubernetes-patch-strategy", String.join(",", strategies));
    }
    if (rule.mergeKey() != null) {
      node.put("x-kubernetes-patch-merge-key", rule.mergeKey());
    }
  }
}
