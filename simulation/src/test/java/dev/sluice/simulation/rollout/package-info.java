@NullMarked
package dev.sluice.simulation.rollout;

import org.jspecify.annotations.NullMarked;
