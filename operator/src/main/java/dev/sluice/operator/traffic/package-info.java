/** The port TrafficRouter; a package below for each provider. */
@NullMarked
package dev.sluice.operator.traffic;

import org.jspecify.annotations.NullMarked;
