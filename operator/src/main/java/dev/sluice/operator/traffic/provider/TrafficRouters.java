package dev.sluice.operator.traffic.provider;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.operator.traffic.gatewayapi.GatewayApiRouter;
import dev.sluice.operator.traffic.gatewayapi.GatewayApiVersion;
import dev.sluice.operator.traffic.istio.IstioRouter;
import dev.sluice.operator.traffic.nginx.NginxRouter;

/** The router of a Canary's provider. */
public final class TrafficRouters {
  static final String SUPPORTED = "kubernetes, gatewayapi:v1, gatewayapi:v1beta1, istio, nginx";

  private final String defaultProvider;
  private final TrafficRouter kubernetes = new KubernetesRouter();
  private final TrafficRouter gatewayApi;
  private final TrafficRouter gatewayApiBeta;
  private final TrafficRouter istio;
  private final TrafficRouter nginx;

  /**
   * @param defaultProvider of Canaries that name none
   * @param ingressAnnotationsPrefix of the NGINX ingress controller's annotations
   */
  public TrafficRouters(Cluster cluster, String defaultProvider, String ingressAnnotationsPrefix) {
    this.defaultProvider = defaultProvider;
    this.gatewayApi = new GatewayApiRouter(cluster, GatewayApiVersion.V1);
    this.gatewayApiBeta = new GatewayApiRouter(cluster, GatewayApiVersion.V1BETA1);
    this.istio = new IstioRouter(cluster);
    this.nginx = new NginxRouter(cluster, ingressAnnotationsPrefix);
  }

  /**
   * @throws ProblemException if there is no router for the provider
   */
  public TrafficRouter of(Canary canary) {
    return router(provider(canary));
  }

  /** What the Canary names, or else the default. */
  public String provider(Canary canary) {
    String own = canary.getSpec().provider();
    return own == null || own.isEmpty() ? defaultProvider : own;
  }

  /** In Flagger's order: a version may have a suffix. */
  private TrafficRouter router(String provider) {
    if (provider.equals("istio")) {
      return istio;
    }
    if (provider.equals("nginx")) {
      return nginx;
    }
    if (provider.startsWith("gatewayapi:v1beta1")) {
      return gatewayApiBeta;
    }
    if (provider.startsWith("gatewayapi:v1")) {
      return gatewayApi;
    }
    if (provider.equals("kubernetes")) {
      return kubernetes;
    }
    throw new ProblemException(
        "ProviderNotSupported",
        "provider %s is not supported: set spec.provider to one of %s"
            .formatted(provider, SUPPORTED));
  }
}
