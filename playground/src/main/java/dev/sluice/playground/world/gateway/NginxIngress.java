package dev.sluice.playground.world.gateway;

import dev.sluice.playground.world.metrics.Exposition;
import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.IngressStatusBuilder;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** Obeys Ingresses, and counts requests, as ingress-nginx does. */
final class NginxIngress implements Routing, Observer, AutoCloseable {
  static final String CONTROLLER = "k8s.io/ingress-nginx";
  private static final String DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class";
  private static final Key EVERYTHING = new Key("", "ingresses");
  private static final List<String> LABELS =
      List.of(
          "controller_class",
          "namespace",
          "ingress",
          "service",
          "canary",
          "host",
          "path",
          "method",
          "status");

  private final Watched<Ingress> ingresses;
  private final Watched<IngressClass> classes;
  private final Endpoints endpoints;
  private final RandomGenerator random;
  private final KeyedLoop loop;
  private final Exposition.Counter requests;
  private final Exposition.Histogram seconds;
  private volatile Routing table = request -> Answer.Reply.NOT_FOUND;

  NginxIngress(
      Api api,
      ScheduledExecutorService timer,
      Endpoints endpoints,
      Exposition exposition,
      RandomGenerator random) {
    this.ingresses = api.watch(Ingress.class);
    this.classes = api.watch(IngressClass.class);
    this.endpoints = endpoints;
    this.random = random;
    this.requests =
        exposition.counter(
            "nginx_ingress_controller_requests", "The total number of client requests", LABELS);
    this.seconds =
        exposition.histogram(
            "nginx_ingress_controller_response_duration_seconds",
            "The time spent on receiving the response from the upstream server",
            LABELS,
            Exposition.DEFAULT_SECONDS);
    this.loop = new KeyedLoop("ingress", timer, key -> rebuild());
    ingresses.onChange(change -> loop.add(EVERYTHING));
    classes.onChange(change -> loop.add(EVERYTHING));
    // A backend may name its port.
    api.watch(Service.class).onChange(change -> loop.add(EVERYTHING));
  }

  @Override
  public Answer route(RequestHead request) {
    return table.route(request);
  }

  private Optional<Duration> rebuild() {
    List<Ingress> ours =
        ingresses.all().stream()
            .filter(this::isOurs)
            .sorted(
                Comparator.<Ingress, String>comparing(i -> i.getMetadata().getCreationTimestamp())
                    .thenComparing(i -> Key.of(i).toString()))
            .toList();
    table =
        new IngressTable(
            new IngressReader(endpoints::service).read(ours),
            backend -> !endpoints.ready(backend).isEmpty(),
            random);
    for (Ingress ingress : ours) {
      ingresses.patchStatus(
          ingress,
          new IngressStatusBuilder()
              .withNewLoadBalancer()
              .addNewIngress()
              .withIp("127.0.0.1")
              .endIngress()
              .endLoadBalancer()
              .build());
    }
    return Optional.empty();
  }

  private boolean isOurs(Ingress ingress) {
    String name = ingress.getSpec().getIngressClassName();
    Map<String, String> annotations = ingress.getMetadata().getAnnotations();
    String old = annotations == null ? null : annotations.get("kubernetes.io/ingress.class");
    if (name == null && old != null) {
      return old.equals("nginx");
    }
    return classes.all().stream()
        .filter(c -> CONTROLLER.equals(c.getSpec().getController()))
        .anyMatch(c -> name == null ? isDefault(c) : name.equals(c.getMetadata().getName()));
  }

  private static boolean isDefault(IngressClass ingressClass) {
    Map<String, String> annotations = ingressClass.getMetadata().getAnnotations();
    return annotations != null && "true".equals(annotations.get(DEFAULT_CLASS));
  }

  @Override
  public void answered(
      RequestHead request,
      Answer answer,
      Optional<Endpoints.Endpoint> endpoint,
      int status,
      double duration) {
    if (answer instanceof Answer.Forward forward) {
      Answer.RouteName route = forward.route();
      List<String> labels =
          List.of(
              CONTROLLER,
              route.namespace(),
              route.name(),
              route.service(),
              route.canary(),
              request.host(),
              route.path(),
              request.method(),
              Integer.toString(status));
      requests.increment(labels);
      seconds.observe(duration, labels);
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
