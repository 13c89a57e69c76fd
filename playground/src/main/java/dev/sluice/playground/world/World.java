package dev.sluice.playground.world;

import dev.sluice.playground.world.control.Controllers;
import dev.sluice.playground.world.gateway.Gateways;
import dev.sluice.playground.world.load.Load;
import dev.sluice.playground.world.load.LoadOptions;
import dev.sluice.playground.world.load.VersionReader;
import dev.sluice.playground.world.pod.Kubelet;
import dev.sluice.playground.world.pod.PodNetwork;
import dev.sluice.playground.world.watch.Api;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import okhttp3.OkHttpClient;

/** Makes the objects of an API server live, until it is closed. */
public final class World implements AutoCloseable {
  /** The GatewayClass whose Gateways are obeyed. */
  public static final String GATEWAY_CLASS = "sluice-playground";

  /** Where the Gateway is that routes can name as their parent, from every namespace. */
  public static final String GATEWAY_NAMESPACE = "sluice-playground";

  public static final String GATEWAY_NAME = "gateway";

  /** The Node that all pods are on. */
  public static final String NODE = Controllers.NODE;

  /** The IngressClass whose Ingresses are obeyed. */
  public static final String INGRESS_CLASS = "nginx";

  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final OkHttpClient http = new OkHttpClient();
  private final Gateways gateways;
  private final ScrapeTargets scrapeTargets;

  private World(KubernetesClient client, WorldOptions options) {
    Clock clock = Clock.systemUTC();
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("world-timer").daemon().factory());
    closers.push(timer::shutdownNow);
    Api api = new Api(client);
    closers.push(api::close);
    PodNetwork network = new PodNetwork();
    Kubelet kubelet =
        new Kubelet(Controllers.NODE, api, timer, clock, options.timing(), network, http);
    closers.push(kubelet::close);
    this.gateways = new Gateways(api, timer, clock, network, http, options.ports());
    closers.push(gateways::close);
    this.scrapeTargets = new ScrapeTargets(kubelet, gateways);
    closers.push(scrapeTargets::close);
    Controllers controllers = new Controllers(api, timer, clock, options.pace(), kubelet::served);
    closers.push(controllers::close);
    api.start();
    controllers.start();
  }

  /**
   * Starts the world on an API server that has no nodes of its own, and installs what it needs:
   * definitions of Gateway API and Istio, a Node, a Gateway and an IngressClass.
   *
   * @param client stays open when the world is closed
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server refuses
   */
  public static World start(KubernetesClient client, WorldOptions options) {
    Installation installation = new Installation(client);
    installation.installDefinitions();
    installation.installGateways();
    return new World(client, options);
  }

  /** Where HTTPRoutes and GRPCRoutes of the Gateway are served; the host header chooses. */
  public URI gatewayApi() {
    return gateways.gatewayApi();
  }

  /** Where Ingresses are served; the host header chooses. */
  public URI ingress() {
    return gateways.ingress();
  }

  /** Where every Service is served under its name as host, {@code podinfo.test} for example. */
  public URI services() {
    return gateways.services();
  }

  /** What Prometheus' {@code http_sd_configs} has to ask. */
  public URI scrapeTargets() {
    return scrapeTargets.url();
  }

  /** Sends requests until the load is closed or its time is over. */
  public Load load(LoadOptions options) {
    return Load.start(options, http, VersionReader.HEADER);
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
