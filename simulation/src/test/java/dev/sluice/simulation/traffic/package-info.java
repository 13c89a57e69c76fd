@NullMarked
package dev.sluice.simulation.traffic;

import org.jspecify.annotations.NullMarked;
