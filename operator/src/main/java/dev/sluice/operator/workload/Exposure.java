package dev.sluice.operator.workload;

import java.util.List;

/**
 * How the pods are selected, and the ports that they open.
 *
 * @param label the selector label
 * @param canary its value on the target's pods
 * @param primary its value on the primary's pods
 * @param baseline its value on the baseline's pods
 * @param ports the discovered ports beside the Service's own, empty without port discovery
 */
public record Exposure(
    String label, String canary, String primary, String baseline, List<Port> ports) {
  public Exposure {
    ports = List.copyOf(ports);
  }

  /** With the names that copies have, and no ports. */
  static Exposure of(String label, String value) {
    return new Exposure(label, value, Marks.primary(value), Marks.baseline(value), List.of());
  }

  Exposure withPorts(List<Port> found) {
    return new Exposure(label, canary, primary, baseline, found);
  }

  Relabelling primaryOfTarget() {
    return new Relabelling(label, canary, primary);
  }

  Relabelling baselineOfPrimary() {
    return new Relabelling(label, primary, baseline);
  }

  /** One port of a container. */
  public record Port(String name, int number, String protocol) {}
}
