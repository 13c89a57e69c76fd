/** Clients of the gateway, and what they saw. */
@NullMarked
package dev.sluice.playground.world.load;

import org.jspecify.annotations.NullMarked;
