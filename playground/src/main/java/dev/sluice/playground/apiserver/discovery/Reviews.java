package dev.sluice.playground.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import java.util.List;
import java.util.Optional;

/** Reviews: questions that are answered and not stored. Everybody may do everything here. */
public final class Reviews {
  /** The groups that consist of reviews. */
  static final List<String> GROUPS = List.of("authentication.k8s.io", "authorization.k8s.io");

  private static final String USER = "playground-admin";

  private static final List<Review> ALL =
      List.of(
          new Review("authentication.k8s.io", "tokenreviews", "TokenReview", false),
          new Review("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview", false),
          new Review(
              "authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false),
          new Review("authorization.k8s.io", "subjectaccessreviews", "SubjectAccessReview", false),
          new Review(
              "authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview", false),
          new Review(
              "authorization.k8s.io",
              "localsubjectaccessreviews",
              "LocalSubjectAccessReview",
              true));

  private Reviews() {}

  private record Review(String group, String plural, String kind, boolean namespaced) {}

  static void describe(String group, ArrayNode resources) {
    for (Review review : ALL) {
      if (review.group.equals(group)) {
        resources
            .addObject()
            .put("name", review.plural)
            .put("singularName", review.kind.toLowerCase(java.util.Locale.ROOT))
            .put("namespaced", review.namespaced)
            .put("kind", review.kind)
            .putArray("verbs")
            .add("create");
      }
    }
  }

  static void describeAggregated(String group, ArrayNode resources) {
    for (Review review : ALL) {
      if (review.group.equals(group)) {
        ObjectNode resource = resources.addObject();
        resource.put("resource", review.plural);
        resource
            .putObject("responseKind")
            .put("group", group)
            .put("version", "v1")
            .put("kind", review.kind);
        resource
            .put("scope", review.namespaced ? "Namespaced" : "Cluster")
            .put("singularResource", review.kind.toLowerCase(java.util.Locale.ROOT))
            .putArray("verbs")
            .add("create");
      }
    }
  }

  /** Whether a group is one of reviews. */
  public static boolean isGroup(String group) {
    return GROUPS.contains(group);
  }

  /** The answer to a review; empty if the resource is none. */
  public static Optional<ObjectNode> answer(String group, String plural, ObjectNode review) {
    return ALL.stream()
        .filter(r -> r.group.equals(group) && r.plural.equals(plural))
        .findFirst()
        .map(r -> answer(r, review.deepCopy()));
  }

  private static ObjectNode answer(Review review, ObjectNode answer) {
    Json.child(answer, "metadata");
    ObjectNode status = answer.putObject("status");
    switch (review.plural) {
      case "tokenreviews" -> {
        status.put("authenticated", true);
        user(status.putObject("user"));
      }
      case "selfsubjectreviews" -> user(status.putObject("userInfo"));
      case "selfsubjectrulesreviews" -> {
        ObjectNode rule = status.putArray("resourceRules").addObject();
        for (String field : List.of("verbs", "apiGroups", "resources")) {
          rule.putArray(field).add("*");
        }
        ObjectNode paths = status.putArray("nonResourceRules").addObject();
        paths.putArray("verbs").add("*");
        paths.putArray("nonResourceURLs").add("*");
        status.put("incomplete", false);
      }
      default -> status.put("allowed", true);
    }
    return answer;
  }

  private static void user(ObjectNode user) {
    user.put("username", USER).putArray("groups").add("system:masters").add("system:authenticated");
  }
}
