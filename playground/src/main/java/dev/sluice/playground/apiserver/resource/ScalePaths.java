package dev.sluice.playground.apiserver.resource;

import java.util.List;

/**
 * Where the numbers of the scale subresource are.
 *
 * @param selector empty if there is none
 */
public record ScalePaths(
    List<String> specReplicas, List<String> statusReplicas, List<String> selector) {
  /** Where workloads have them. */
  public static final ScalePaths WORKLOAD =
      new ScalePaths(
          List.of("spec", "replicas"), List.of("status", "replicas"), List.of("spec", "selector"));
}
