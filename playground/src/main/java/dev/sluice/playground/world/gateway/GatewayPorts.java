package dev.sluice.playground.world.gateway;

/**
 * Where the front doors listen on the loopback address; 0 means any free port.
 *
 * @param gatewayApi HTTPRoutes and GRPCRoutes
 * @param ingress Ingresses of class {@code nginx}
 * @param services every Service under its name in the cluster
 */
public record GatewayPorts(int gatewayApi, int ingress, int services) {
  public static final GatewayPorts ANY = new GatewayPorts(0, 0, 0);
}
