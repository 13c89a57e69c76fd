package dev.sluice.operator.workload;

import java.util.List;

/**
 * How the pods are selected, and the ports that they open.
 *
 * @param label the selector label
 * @param canary its value on the target's pods
 * @param primary its value on the primary's pods
 * @param ports the discovered ports beside the Service's own, empty without port discovery
 */
public record Exposure(String label, String canary, String primary, List<Port> ports) {
  public Exposure {
    ports = List.copyOf(ports);
  }

  /** One port of a container. */
  public record Port(String name, int number, String protocol) {}
}
