package dev.sluice.playground.world.gateway;

import dev.sluice.playground.world.pod.PodNetwork;
import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Selection;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the pods behind a Service that may get traffic now. */
final class Endpoints {
  private final Watched<Service> services;
  private final Watched<EndpointSlice> slices;
  private final Watched<Pod> pods;
  private final PodNetwork network;

  /** A pod that is ready. */
  record Endpoint(String namespace, String pod, InetSocketAddress socket) {}

  Endpoints(Api api, PodNetwork network) {
    this.services = api.watch(Service.class);
    this.slices = api.watch(EndpointSlice.class);
    this.pods = api.watch(Pod.class);
    this.network = network;
  }

  Optional<Service> service(Backend backend) {
    return services.get(backend.namespace(), backend.service());
  }

  List<Endpoint> ready(Backend backend) {
    Optional<ServicePort> port = service(backend).flatMap(service -> port(service, backend.port()));
    if (port.isEmpty()) {
      return List.of();
    }
    return slices.in(backend.namespace()).stream()
        .filter(slice -> backend.service().equals(serviceName(slice)))
        .flatMap(slice -> ready(slice, port.get(), backend))
        .toList();
  }

  private static String serviceName(EndpointSlice slice) {
    Map<String, String> labels = slice.getMetadata().getLabels();
    return labels == null ? "" : labels.getOrDefault("kubernetes.io/service-name", "");
  }

  private static Optional<ServicePort> port(Service service, int number) {
    return service.getSpec().getPorts().stream()
        .filter(port -> number == 0 || port.getPort() == number)
        .findFirst();
  }

  private Stream<Endpoint> ready(EndpointSlice slice, ServicePort wanted, Backend backend) {
    if (slice.getPorts() == null || slice.getEndpoints() == null) {
      return Stream.empty();
    }
    String name = Objects.requireNonNullElse(wanted.getName(), "");
    Optional<Integer> port =
        slice.getPorts().stream()
            .filter(p -> name.equals(Objects.requireNonNullElse(p.getName(), "")))
            .map(EndpointPort::getPort)
            .findFirst();
    return slice.getEndpoints().stream()
        .filter(
            e -> e.getConditions() == null || !Boolean.FALSE.equals(e.getConditions().getReady()))
        .filter(e -> inSubset(slice, e, backend))
        .flatMap(
            e ->
                port
                    .flatMap(number -> network.find(e.getAddresses().getFirst(), number))
                    .map(socket -> new Endpoint(backend.namespace(), podName(e), socket))
                    .stream());
  }

  private boolean inSubset(
      EndpointSlice slice,
      io.fabric8.kubernetes.api.model.discovery.v1.Endpoint endpoint,
      Backend backend) {
    return backend.labels().isEmpty()
        || pods.get(slice.getMetadata().getNamespace(), podName(endpoint))
            .filter(pod -> Selection.matches(backend.labels(), pod.getMetadata().getLabels()))
            .isPresent();
  }

  private static String podName(io.fabric8.kubernetes.api.model.discovery.v1.Endpoint endpoint) {
    return endpoint.getTargetRef() == null ? "" : endpoint.getTargetRef().getName();
  }
}
