/**
 * The reverse proxy in front of the pods, with one front door for each kind of gateway that it
 * stands in for. Routing tables are built from caches and never changed once they are built.
 */
@NullMarked
package dev.sluice.playground.world.gateway;

import org.jspecify.annotations.NullMarked;
