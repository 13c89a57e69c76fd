package dev.sluice.playground.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.resource.ResourceType;
import dev.sluice.playground.apiserver.resource.Types;
import java.util.List;

/** The discovery documents: which groups, versions and resources there are. */
public final class Discovery {
  private final Types types;

  public Discovery(Types types) {
    this.types = types;
  }

  /** {@code /api}. */
  public static ObjectNode coreVersions(String address) {
    ObjectNode versions = Json.object();
    versions.put("kind", "APIVersions").putArray("versions").add("v1");
    versions
        .putArray("serverAddressByClientCIDRs")
        .addObject()
        .put("clientCIDR", "0.0.0.0/0")
        .put("serverAddress", address);
    return versions;
  }

  /** {@code /apis}. */
  public ObjectNode groups() {
    ObjectNode list = Json.object();
    list.put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    allGroups().forEach(group -> groups.add(group(group, false)));
    return list;
  }

  /** The groups with names; those that are only asked for reviews are among them. */
  private List<String> allGroups() {
    List<String> all = new java.util.ArrayList<>(types.groups());
    all.addAll(Reviews.GROUPS);
    return all;
  }

  /** {@code /apis/GROUP}. */
  public ObjectNode group(String name, boolean alone) {
    ObjectNode group = Json.object();
    if (alone) {
      group.put("kind", "APIGroup").put("apiVersion", "v1");
    }
    group.put("name", name);
    ArrayNode versions = group.putArray("versions");
    List<String> all = versions(name);
    for (String version : all) {
      versions.add(version(name, version));
    }
    if (!all.isEmpty()) {
      group.set("preferredVersion", version(name, all.getFirst()));
    }
    return group;
  }

  private List<String> versions(String group) {
    return Reviews.GROUPS.contains(group) ? List.of("v1") : types.versions(group);
  }

  private static ObjectNode version(String group, String version) {
    return Json.object().put("groupVersion", group + '/' + version).put("version", version);
  }

  /** {@code /api/v1} and {@code /apis/GROUP/VERSION}. */
  public ObjectNode resources(String group, String version) {
    ObjectNode list = Json.object();
    list.put("kind", "APIResourceList")
        .put("apiVersion", "v1")
        .put("groupVersion", group.isEmpty() ? version : group + '/' + version);
    ArrayNode resources = list.putArray("resources");
    for (ResourceType type : types.in(group, version)) {
      resources.add(resource(type));
      for (String subresource : type.subresources()) {
        resources.add(subresource(type, subresource));
      }
    }
    Reviews.describe(group, resources);
    return list;
  }

  private static ObjectNode resource(ResourceType type) {
    ObjectNode resource = Json.object();
    resource
        .put("name", type.plural())
        .put("singularName", type.names().singular())
        .put("namespaced", type.namespaced())
        .put("kind", type.kind());
    ArrayNode verbs = resource.putArray("verbs");
    ResourceType.ALL_VERBS.stream().filter(type.verbs()::contains).forEach(verbs::add);
    if (!type.names().shortNames().isEmpty()) {
      ArrayNode names = resource.putArray("shortNames");
      type.names().shortNames().forEach(names::add);
    }
    if (!type.names().categories().isEmpty()) {
      ArrayNode categories = resource.putArray("categories");
      type.names().categories().forEach(categories::add);
    }
    return resource;
  }

  private static ObjectNode subresource(ResourceType type, String subresource) {
    ObjectNode resource = Json.object();
    resource
        .put("name", type.plural() + '/' + subresource)
        .put("singularName", "")
        .put("namespaced", type.namespaced());
    if (subresource.equals("scale")) {
      resource.put("group", "autoscaling").put("version", "v1").put("kind", "Scale");
    } else {
      resource.put("kind", type.kind());
    }
    resource.putArray("verbs").add("get").add("patch").add("update");
    return resource;
  }

  /** The aggregated document of the core group or of all others. */
  public ObjectNode aggregated(boolean core, String documentVersion) {
    ObjectNode list = Json.object();
    list.put("kind", "APIGroupDiscoveryList")
        .put("apiVersion", "apidiscovery.k8s.io/" + documentVersion)
        .putObject("metadata");
    ArrayNode items = list.putArray("items");
    for (String group : core ? List.of("") : allGroups()) {
      ObjectNode item = items.addObject();
      ObjectNode metadata = item.putObject("metadata");
      if (!group.isEmpty()) {
        metadata.put("name", group);
      }
      metadata.putNull("creationTimestamp");
      ArrayNode versions = item.putArray("versions");
      for (String version : versions(group)) {
        ObjectNode entry = versions.addObject();
        entry.put("version", version).put("freshness", "Current");
        ArrayNode resources = entry.putArray("resources");
        types.in(group, version).forEach(type -> resources.add(aggregated(type)));
        Reviews.describeAggregated(group, resources);
      }
    }
    return list;
  }

  private static ObjectNode aggregated(ResourceType type) {
    ObjectNode resource = Json.object();
    resource.put("resource", type.plural());
    kind(resource, type.group(), type.version(), type.kind());
    resource
        .put("scope", type.namespaced() ? "Namespaced" : "Cluster")
        .put("singularResource", type.names().singular());
    ArrayNode verbs = resource.putArray("verbs");
    ResourceType.ALL_VERBS.stream().filter(type.verbs()::contains).forEach(verbs::add);
    if (!type.names().shortNames().isEmpty()) {
      ArrayNode names = resource.putArray("shortNames");
      type.names().shortNames().forEach(names::add);
    }
    if (!type.names().categories().isEmpty()) {
      ArrayNode categories = resource.putArray("categories");
      type.names().categories().forEach(categories::add);
    }
    if (!type.subresources().isEmpty()) {
      ArrayNode subresources = resource.putArray("subresources");
      for (String name : type.subresources()) {
        ObjectNode part = subresources.addObject();
        part.put("subresource", name);
        if (name.equals("scale")) {
          kind(part, "autoscaling", "v1", "Scale");
        } else {
          kind(part, type.group(), type.version(), type.kind());
        }
        part.putArray("verbs").add("get").add("patch").add("update");
      }
    }
    return resource;
  }

  private static void kind(ObjectNode resource, String group, String version, String kind) {
    resource
        .putObject("responseKind")
        .put("group", group)
        .put("version", version)
        .put("kind", kind);
  }
}
