/**
 * The world behind the Kubernetes API: it makes objects live, with controllers, pods, a gateway and
 * load, as a plain client of any API server that has no nodes.
 */
@NullMarked
package dev.sluice.playground.world;

import org.jspecify.annotations.NullMarked;
