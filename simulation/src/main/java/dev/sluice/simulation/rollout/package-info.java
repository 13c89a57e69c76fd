/**
 * Rollouts in virtual time: the decisions of {@code rollout} over made-up traffic, with pods that
 * come up and routes that obey.
 */
@NullMarked
package dev.sluice.simulation.rollout;

import org.jspecify.annotations.NullMarked;
