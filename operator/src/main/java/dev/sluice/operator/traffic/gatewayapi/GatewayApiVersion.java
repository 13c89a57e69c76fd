package dev.sluice.operator.traffic.gatewayapi;

/** Which version of the Gateway API is spoken. */
public enum GatewayApiVersion {
  V1,
  /** Without GRPCRoute, timeouts and CORS. */
  V1BETA1
}
