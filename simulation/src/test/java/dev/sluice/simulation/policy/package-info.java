@NullMarked
package dev.sluice.simulation.policy;

import org.jspecify.annotations.NullMarked;
