/** The port TrafficRouter, and what its routers share; a package below for each provider. */
@NullMarked
package dev.sluice.operator.traffic;

import org.jspecify.annotations.NullMarked;
