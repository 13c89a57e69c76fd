package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.crds.ServiceSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ports of a workload's containers beside the Service's own (A3.2). Those of the primary and of
 * the target together: a port is dropped when neither opens it any more.
 */
final class DiscoveredPorts {
  private static final Set<String> SIDECARS = Set.of("istio-proxy", "envoy");

  private final @Nullable ServiceSpec service;
  private final Map<String, Exposure.Port> byName = new LinkedHashMap<>();

  private DiscoveredPorts(@Nullable ServiceSpec service) {
    this.service = service;
  }

  /** None yet; and none ever, if the Canary does not ask for discovery. */
  static DiscoveredPorts of(Canary canary) {
    var service = canary.getSpec().service();
    return new DiscoveredPorts(
        service != null && Boolean.TRUE.equals(service.portDiscovery()) ? service : null);
  }

  void add(List<Container> containers) {
    if (service == null) {
      return;
    }
    for (var container : containers) {
      if (!SIDECARS.contains(container.getName())) {
        for (int i = 0; i < container.getPorts().size(); i++) {
          add(service, container, i);
        }
      }
    }
  }

  List<Exposure.Port> found() {
    return List.copyOf(byName.values());
  }

  private void add(ServiceSpec service, Container container, int index) {
    var port = container.getPorts().get(index);
    var protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
    var known =
        byName.values().stream()
            .anyMatch(
                other ->
                    other.number() == port.getContainerPort() && other.protocol().equals(protocol));
    if (known || isServed(service, port) || port.getContainerPort().equals(service.port())) {
      return;
    }
    var fallback = "tcp-%s-%d".formatted(container.getName(), index);
    var name = port.getName() == null || port.getName().isEmpty() ? fallback : port.getName();
    var taken = byName.containsKey(name) || name.equals(portName(service));
    var unique = taken ? fallback : name;
    byName.put(unique, new Exposure.Port(unique, port.getContainerPort(), protocol));
  }

  /** Whether the Service's own port leads there. */
  private static boolean isServed(ServiceSpec service, ContainerPort port) {
    IntOrString target = service.targetPort();
    if (target == null) {
      return port.getContainerPort().equals(service.port());
    }
    return target.getStrVal() == null
        ? port.getContainerPort().equals(target.getIntVal())
        : target.getStrVal().equals(port.getName());
  }

  /** The name of the Service's own port (A1.2). */
  static String portName(ServiceSpec service) {
    return service.portName() == null || service.portName().isEmpty() ? "http" : service.portName();
  }
}
