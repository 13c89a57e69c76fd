package dev.sluice.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.playground.apiserver.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a client wants a deletion to be done.
 *
 * @param propagation what happens to dependents
 * @param graceSeconds negative if the client did not say
 * @param uid the uid that the object must have; empty for any
 * @param resourceVersion the version that it must have; empty for any
 */
public record DeleteOptions(
    Propagation propagation,
    long graceSeconds,
    String uid,
    String resourceVersion,
    boolean dryRun) {

  /** What happens to dependents. */
  public enum Propagation {
    DEFAULT,
    BACKGROUND,
    FOREGROUND,
    ORPHAN
  }

  /** Deletes whatever is there; dependents follow. */
  public static final DeleteOptions BACKGROUND =
      new DeleteOptions(Propagation.BACKGROUND, -1, "", "", false);

  /** Reads the body of a deletion, or the query if there is no body. */
  public static DeleteOptions parse(JsonNode body, Map<String, List<String>> given) {
    Map<String, List<String>> query = body.isObject() ? Map.of() : given;
    String policy = Json.textAt(body, "propagationPolicy");
    if (policy.isEmpty()) {
      policy = first(query, "propagationPolicy");
    }
    if (policy.isEmpty() && body.path("orphanDependents").isBoolean()) {
      policy = body.path("orphanDependents").booleanValue() ? "Orphan" : "Background";
    }
    String grace =
        body.has("gracePeriodSeconds")
            ? body.path("gracePeriodSeconds").asText()
            : first(query, "gracePeriodSeconds");
    return new DeleteOptions(
        policy.isEmpty()
            ? Propagation.DEFAULT
            : Propagation.valueOf(policy.toUpperCase(Locale.ROOT)),
        grace.matches("\\d{1,9}") ? Long.parseLong(grace) : -1,
        Json.textAt(body, "preconditions", "uid"),
        Json.textAt(body, "preconditions", "resourceVersion"),
        !body.path("dryRun").isEmpty() || query.containsKey("dryRun"));
  }

  private static String first(Map<String, List<String>> query, String name) {
    return query.getOrDefault(name, List.of("")).getFirst();
  }
}
