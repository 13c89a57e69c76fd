package dev.sluice.operator.workload;

import java.util.List;

/**
 * What the operator's flags say of workloads.
 *
 * @param selectorLabels the labels that may select a target's pods, the first one present wins
 * @param includeLabelPrefixes prefixes of the labels and annotations that copies inherit; {@code *}
 *     for all
 * @param configTracking whether ConfigMaps and Secrets are watched and copied
 */
public record WorkloadOptions(
    List<String> selectorLabels, List<String> includeLabelPrefixes, boolean configTracking) {
  /** Flagger's defaults. */
  public static final WorkloadOptions DEFAULT =
      new WorkloadOptions(List.of("app", "name", "app.kubernetes.io/name"), List.of(), true);

  public WorkloadOptions {
    selectorLabels = List.copyOf(selectorLabels);
    includeLabelPrefixes = List.copyOf(includeLabelPrefixes);
  }
}
