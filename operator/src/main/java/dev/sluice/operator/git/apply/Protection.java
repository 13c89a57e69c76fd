package dev.sluice.operator.git.apply;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What an object says about how it wants to be treated: Flux's annotations or labels {@code
 * kustomize.toolkit.fluxcd.io/…}, in Git or in the cluster, upper or lower case.
 */
final class Protection {
  private static final String PREFIX = "kustomize.toolkit.fluxcd.io/";
  private static final String DISABLED = "disabled";

  private Protection() {}

  /** Whether nothing is applied to it and it is not deleted: {@code reconcile: disabled}. */
  static boolean isLeftAlone(JsonNode object) {
    return says(object, "reconcile", DISABLED) || says(object, "ssa", "Ignore");
  }

  /** Whether it is made once and not changed again: {@code ssa: IfNotPresent}. */
  static boolean isMadeOnce(JsonNode object) {
    return says(object, "ssa", "IfNotPresent");
  }

  /** Whether it stays when it leaves Git: {@code prune: disabled}. */
  static boolean isKept(JsonNode object) {
    return says(object, "prune", DISABLED) || isLeftAlone(object);
  }

  private static boolean says(JsonNode object, String what, String value) {
    JsonNode metadata = object.path("metadata");
    return metadata.path("annotations").path(PREFIX + what).asText("").equalsIgnoreCase(value)
        || metadata.path("labels").path(PREFIX + what).asText("").equalsIgnoreCase(value);
  }
}
