package dev.sluice.playground.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.resource.ResourceType;
import dev.sluice.playground.apiserver.resource.Types;
import java.util.List;
import java.util.Optional;

/** The OpenAPI documents, of which {@code kubectl explain} and client-side validation live. */
public final class OpenApi {
  private static final String COMPONENTS = "#/components/schemas/";
  private static final String PATCH = "patch";
  private static final String DEFINITIONS = "#/definitions/";

  private final Types types;

  public OpenApi(Types types) {
    this.types = types;
  }

  /**
   * {@code /openapi/v3}: where the documents are. Their addresses change whenever a resource type
   * does.
   */
  public ObjectNode index() {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    add(paths, "api/v1");
    for (String group : types.groups()) {
      types.versions(group).forEach(version -> add(paths, "apis/" + group + '/' + version));
    }
    return index;
  }

  private void add(ObjectNode paths, String path) {
    paths
        .putObject(path)
        .put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + types.revision());
  }

  /** The document of one group and version; empty if there is none. */
  public Optional<ObjectNode> document(String group, String version) {
    List<ResourceType> resources = types.in(group, version);
    if (resources.isEmpty()) {
      return Optional.empty();
    }
    OpenApiSchemas schemas = new OpenApiSchemas(group, version, COMPONENTS);
    ObjectNode document = Json.object();
    document.put("openapi", "3.0.0");
    info(document);
    ObjectNode paths = document.putObject("paths");
    for (ResourceType type : resources) {
      String component = schemas.add(type);
      paths(type, COMPONENTS + component, paths);
    }
    ObjectNode all = document.putObject("components").putObject("schemas");
    schemas.components().forEach(all::set);
    return Optional.of(document);
  }

  /** {@code /openapi/v2}: the definitions of everything. */
  public ObjectNode swagger() {
    ObjectNode document = Json.object();
    document.put("swagger", "2.0");
    info(document);
    document.putObject("paths");
    ObjectNode definitions = document.putObject("definitions");
    for (ResourceType type : types.all()) {
      OpenApiSchemas schemas = new OpenApiSchemas(type.group(), type.version(), DEFINITIONS);
      schemas.add(type);
      schemas.components().forEach(definitions::set);
    }
    return document;
  }

  private static void info(ObjectNode document) {
    document.putObject("info").put("title", "Kubernetes").put("version", "v1.32.0");
  }

  private static void paths(ResourceType type, String schema, ObjectNode paths) {
    String root = type.group().isEmpty() ? "/api/" + type.version() : "/apis/" + type.apiVersion();
    String all = root + (type.namespaced() ? "/namespaces/{namespace}/" : "/") + type.plural();
    ObjectNode many = paths.putObject(all);
    operation(many, "get", "list", type, schema + "List");
    body(operation(many, "post", "post", type, schema), schema, "*/*");
    ObjectNode one = paths.putObject(all + "/{name}");
    operation(one, "get", "get", type, schema);
    body(operation(one, "put", "put", type, schema), schema, "*/*");
    operation(one, "delete", "delete", type, schema);
    ObjectNode patch = operation(one, "patch", "patch", type, schema);
    for (String format : List.of("json-patch+json", "merge-patch+json", "apply-patch+yaml")) {
      body(patch, PATCH, "application/" + format);
    }
    if (!type.custom()) {
      body(patch, PATCH, "application/strategic-merge-patch+json");
    }
    if (type.namespaced()) {
      operation(paths.putObject(root + '/' + type.plural()), "get", "list", type, schema + "List");
    }
  }

  private static ObjectNode operation(
      ObjectNode path, String method, String action, ResourceType type, String schema) {
    ObjectNode operation = path.putObject(method);
    operation.putArray("tags").add(type.group().isEmpty() ? "core_v1" : type.group());
    operation.put("operationId", action + type.kind() + '_' + type.version());
    ArrayNode parameters = operation.putArray("parameters");
    if (List.of("post", "put", "patch").contains(method)) {
      for (String name : List.of("dryRun", "fieldManager", "fieldValidation")) {
        parameter(parameters, name, "string");
      }
    }
    if (method.equals("patch")) {
      parameter(parameters, "force", "boolean");
    }
    if (method.equals("delete")) {
      parameter(parameters, "dryRun", "string");
    }
    operation
        .putObject("responses")
        .putObject("200")
        .put("description", "OK")
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("$ref", schema);
    operation.put("x-kubernetes-action", action);
    operation
        .putObject("x-kubernetes-group-version-kind")
        .put("group", type.group())
        .put("kind", type.kind())
        .put("version", type.version());
    return operation;
  }

  private static void parameter(ArrayNode parameters, String name, String type) {
    ObjectNode parameter = parameters.addObject();
    parameter.put("name", name).put("in", "query");
    parameter.putObject("schema").put("type", type).put("uniqueItems", true);
  }

  private static void body(ObjectNode operation, String schema, String mediaType) {
    ObjectNode content = Json.child(Json.child(operation, "requestBody"), "content");
    ObjectNode node = content.putObject(mediaType).putObject("schema");
    if (schema.equals(PATCH)) {
      node.put("type", "object");
    } else {
      node.put("$ref", schema);
    }
  }
}
