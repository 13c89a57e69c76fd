/** Traffic through the Gateway API: HTTPRoute and GRPCRoute. */
@NullMarked
package dev.sluice.operator.traffic.gatewayapi;

import org.jspecify.annotations.NullMarked;
