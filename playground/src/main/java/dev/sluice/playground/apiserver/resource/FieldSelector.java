package dev.sluice.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Field selectors as in {@code ?fieldSelector=}. Each kind allows a few fields. */
public final class FieldSelector {
  private static final Pattern TERM = Pattern.compile("([^=!]+?)(==|=|!=)(.*)");
  private static final Set<String> ALWAYS = Set.of("metadata.name", "metadata.namespace");
  private static final Map<String, Set<String>> BY_RESOURCE =
      Map.of(
          "/pods",
          Set.of(
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "spec.hostNetwork",
              "status.phase",
              "status.podIP",
              "status.nominatedNodeName"),
          "/events",
          Set.of(
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "involvedObject.apiVersion",
              "involvedObject.resourceVersion",
              "involvedObject.fieldPath",
              "reason",
              "reportingComponent",
              "source",
              "type"),
          "/namespaces",
          Set.of("status.phase"),
          "/nodes",
          Set.of("spec.unschedulable"),
          "/secrets",
          Set.of("type"),
          "apps/replicasets",
          Set.of("status.replicas"),
          "batch/jobs",
          Set.of("status.successful"),
          "/services",
          Set.of("spec.clusterIP", "spec.type"));

  private FieldSelector() {}

  /**
   * Reads a selector.
   *
   * @throws ApiError 400 if it does not parse or names a field that the kind does not select by
   */
  public static Predicate<ObjectNode> parse(ResourceType type, String text) {
    Predicate<ObjectNode> all = object -> true;
    if (text.isEmpty()) {
      return all;
    }
    for (String term : text.split(",")) {
      Matcher m = TERM.matcher(term);
      if (!m.matches()) {
        throw ApiError.badRequest(
            "invalid selector: '" + text + "'; can't understand '" + term + "'");
      }
      String field = m.group(1);
      if (!ALWAYS.contains(field)
          && !BY_RESOURCE.getOrDefault(type.storage(), Set.of()).contains(field)
          && !type.selectable().contains(field)) {
        throw ApiError.badRequest(
            type.custom() || BY_RESOURCE.containsKey(type.storage())
                ? "field label not supported: " + field
                : '"'
                    + field
                    + "\" is not a known field selector: only \"metadata.name\","
                    + " \"metadata.namespace\"");
      }
      boolean wanted = !m.group(2).equals("!=");
      String value = m.group(3);
      all = all.and(object -> read(object, field).equals(value) == wanted);
    }
    return all;
  }

  /** The one name that a selector allows, if it pins one. */
  public static Optional<String> pinnedName(String text) {
    for (String term : text.split(",")) {
      Matcher m = TERM.matcher(term);
      if (m.matches() && m.group(1).equals("metadata.name") && !m.group(2).equals("!=")) {
        return Optional.of(m.group(3));
      }
    }
    return Optional.empty();
  }

  private static String read(ObjectNode object, String field) {
    JsonNode node = object;
    if (field.equals("source")) {
      return object.path("source").path("component").asText("");
    }
    for (String step : field.split("\\.")) {
      node = node.path(step);
    }
    if (node.isMissingNode() && field.equals("spec.hostNetwork")) {
      return "false";
    }
    return node.asText("");
  }
}
