package dev.sluice.playground.world.control;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Change;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Selection;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Lists the pods behind each Service: those that are ready as such, and those that are not. */
final class EndpointSliceController implements Controller {
  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String CONTROLLER = "endpointslice-controller.k8s.io";

  private final Watched<Service> services;
  private final Watched<Pod> pods;
  private final Watched<EndpointSlice> slices;
  private final KeyedLoop loop;

  EndpointSliceController(Api api, ScheduledExecutorService timer) {
    this.services = api.watch(Service.class);
    this.pods = api.watch(Pod.class);
    this.slices = api.watch(EndpointSlice.class);
    this.loop = new KeyedLoop("endpointslice", timer, this::reconcile);
    services.onChange(change -> loop.add(Key.of(change.latest())));
    pods.onChange(this::podChanged);
    slices.onChange(
        change ->
            serviceName(change.latest())
                .ifPresent(
                    name -> loop.add(new Key(change.latest().getMetadata().getNamespace(), name))));
  }

  private void podChanged(Change<Pod> change) {
    for (Service service : services.in(change.latest().getMetadata().getNamespace())) {
      boolean was = change.before() != null && selects(service, change.before());
      boolean is = change.after() != null && selects(service, change.after());
      if (was || is) {
        loop.add(Key.of(service));
      }
    }
  }

  private static boolean selects(Service service, Pod pod) {
    Map<String, String> selector = service.getSpec().getSelector();
    return selector != null
        && !selector.isEmpty()
        && Selection.matches(selector, pod.getMetadata().getLabels());
  }

  private Optional<Duration> reconcile(Key key) {
    List<EndpointSlice> have = ours(key);
    Optional<Service> service = services.get(key).filter(s -> !Owners.deleting(s));
    if (service.isEmpty()) {
      have.forEach(slices::remove);
      return Optional.empty();
    }
    List<Pod> selected =
        pods.in(key.namespace()).stream().filter(pod -> selects(service.get(), pod)).toList();
    List<EndpointSlice> wanted = ServiceEndpoints.slices(service.get(), selected);
    List<EndpointSlice> left = new ArrayList<>(have);
    for (EndpointSlice slice : wanted) {
      Optional<EndpointSlice> same =
          left.stream().filter(s -> ports(s).equals(ports(slice))).findFirst();
      if (same.isPresent()) {
        left.remove(same.get());
        slices.patch(same.get(), updated(same.get(), slice));
      } else {
        slices.create(labelled(service.get(), slice));
      }
    }
    left.forEach(slices::remove);
    return Optional.empty();
  }

  private static List<EndpointPort> ports(EndpointSlice slice) {
    return slice.getPorts() == null ? List.of() : slice.getPorts();
  }

  private List<EndpointSlice> ours(Key service) {
    return slices.in(service.namespace()).stream()
        .filter(slice -> serviceName(slice).equals(Optional.of(service.name())))
        .toList();
  }

  private static Optional<String> serviceName(EndpointSlice slice) {
    Map<String, String> labels = slice.getMetadata().getLabels();
    return labels != null && CONTROLLER.equals(labels.get(MANAGED_BY))
        ? Optional.ofNullable(labels.get(SERVICE_NAME))
        : Optional.empty();
  }

  private static EndpointSlice updated(EndpointSlice current, EndpointSlice wanted) {
    return new EndpointSliceBuilder(current).withEndpoints(wanted.getEndpoints()).build();
  }

  private static EndpointSlice labelled(Service service, EndpointSlice slice) {
    return new EndpointSliceBuilder(slice)
        .withNewMetadata()
        .withGenerateName(service.getMetadata().getName() + "-")
        .withNamespace(service.getMetadata().getNamespace())
        .addToLabels(SERVICE_NAME, service.getMetadata().getName())
        .addToLabels(MANAGED_BY, CONTROLLER)
        .withOwnerReferences(Owners.controller(service))
        .endMetadata()
        .build();
  }

  @Override
  public void close() {
    loop.close();
  }
}
