package dev.sluice.playground.world.gateway;

import dev.sluice.playground.world.metrics.Exposition;
import dev.sluice.playground.world.pod.PodNetwork;
import dev.sluice.playground.world.watch.Api;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import okhttp3.OkHttpClient;

/** All front doors of the cluster, in one process with one set of metrics. */
public final class Gateways implements AutoCloseable {
  /** Of the GatewayClass that is obeyed. */
  public static final String CONTROLLER_NAME = GatewayStatuses.CONTROLLER;

  /** Of the IngressClass that is obeyed. */
  public static final String INGRESS_CONTROLLER = NginxIngress.CONTROLLER;

  private static final Observer NOBODY = (request, answer, endpoint, status, seconds) -> {};

  private final Exposition exposition = new Exposition();
  private final FrontDoor gatewayApiDoor;
  private final FrontDoor ingressDoor;
  private final FrontDoor serviceDoor;
  private final List<Runnable> closers;

  public Gateways(
      Api api,
      ScheduledExecutorService timer,
      Clock clock,
      PodNetwork network,
      OkHttpClient http,
      GatewayPorts ports) {
    RandomGenerator random = SharedRandom.INSTANCE;
    Endpoints endpoints = new Endpoints(api, network);
    Proxy proxy = new Proxy(endpoints, http);
    GatewayApi gatewayApi = new GatewayApi(api, timer, clock, random);
    NginxIngress ingress = new NginxIngress(api, timer, endpoints, exposition, random);
    this.gatewayApiDoor =
        FrontDoor.open("gateway-api", ports.gatewayApi(), gatewayApi, proxy, NOBODY);
    this.ingressDoor = FrontDoor.open("ingress", ports.ingress(), ingress, proxy, ingress);
    this.serviceDoor =
        FrontDoor.open("services", ports.services(), new ClusterServices(endpoints), proxy, NOBODY);
    this.closers =
        List.of(
            gatewayApiDoor::close,
            ingressDoor::close,
            serviceDoor::close,
            gatewayApi::close,
            ingress::close,
            proxy::close);
  }

  /** Where HTTPRoutes and GRPCRoutes are served. */
  public URI gatewayApi() {
    return gatewayApiDoor.url();
  }

  /** Where Ingresses are served. */
  public URI ingress() {
    return ingressDoor.url();
  }

  /** Where every Service is served under its name as host, {@code podinfo.test} for example. */
  public URI services() {
    return serviceDoor.url();
  }

  /** In Prometheus' text format. */
  public String metrics() {
    return exposition.text();
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }
}
