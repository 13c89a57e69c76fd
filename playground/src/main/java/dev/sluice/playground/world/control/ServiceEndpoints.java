package dev.sluice.playground.world.control;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Works out which pods a Service stands for, and at which of their ports. */
final class ServiceEndpoints {
  private ServiceEndpoints() {}

  /**
   * One slice for each set of ports: pods may give the same port name to different numbers. A
   * Service without pods has one empty slice.
   */
  static List<EndpointSlice> slices(Service service, List<Pod> pods) {
    Map<List<EndpointPort>, List<Endpoint>> byPorts =
        new TreeMap<>(Comparator.comparing(List::toString));
    for (Pod pod : pods) {
      if (hasAddress(pod) && !new PodState(pod).finished()) {
        byPorts
            .computeIfAbsent(ports(service, pod), ports -> new ArrayList<>())
            .add(endpoint(service, pod));
      }
    }
    if (byPorts.isEmpty() && selects(service)) {
      byPorts.put(List.of(), List.of());
    }
    return byPorts.entrySet().stream()
        .map(
            slice ->
                new EndpointSliceBuilder()
                    .withAddressType("IPv4")
                    .withPorts(slice.getKey())
                    .withEndpoints(
                        slice.getValue().stream()
                            .sorted(Comparator.comparing(e -> e.getTargetRef().getName()))
                            .toList())
                    .build())
        .toList();
  }

  private static boolean selects(Service service) {
    Map<String, String> selector = service.getSpec().getSelector();
    return selector != null && !selector.isEmpty();
  }

  private static boolean hasAddress(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getPodIP() != null
        && !pod.getStatus().getPodIP().isEmpty();
  }

  private static Endpoint endpoint(Service service, Pod pod) {
    PodState state = new PodState(pod);
    boolean terminating = Owners.deleting(pod);
    boolean serving =
        state.ready() || Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
    return new EndpointBuilder()
        .withAddresses(pod.getStatus().getPodIP())
        .withNewConditions()
        .withReady(serving && !terminating)
        .withServing(serving)
        .withTerminating(terminating)
        .endConditions()
        .withNodeName(pod.getSpec().getNodeName())
        .withNewTargetRef()
        .withKind("Pod")
        .withName(pod.getMetadata().getName())
        .withNamespace(pod.getMetadata().getNamespace())
        .withUid(pod.getMetadata().getUid())
        .endTargetRef()
        .build();
  }

  private static List<EndpointPort> ports(Service service, Pod pod) {
    return service.getSpec().getPorts().stream()
        .flatMap(port -> port(port, pod).stream())
        .sorted(Comparator.comparing(EndpointPort::getName))
        .toList();
  }

  private static Optional<EndpointPort> port(ServicePort port, Pod pod) {
    return targetPort(port, pod)
        .map(
            number ->
                new EndpointPortBuilder()
                    .withName(port.getName() == null ? "" : port.getName())
                    .withPort(number)
                    .withProtocol(port.getProtocol() == null ? "TCP" : port.getProtocol())
                    .withAppProtocol(port.getAppProtocol())
                    .build());
  }

  /** Empty when no container of the pod has a port of that name. */
  private static Optional<Integer> targetPort(ServicePort port, Pod pod) {
    IntOrString target = port.getTargetPort();
    if (target == null) {
      return Optional.of(port.getPort());
    }
    if (target.getStrVal() == null) {
      int number = Replicas.orElse(target.getIntVal(), 0);
      return Optional.of(number == 0 ? port.getPort() : number);
    }
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .filter(containerPort -> target.getStrVal().equals(containerPort.getName()))
        .map(ContainerPort::getContainerPort)
        .findFirst();
  }
}
