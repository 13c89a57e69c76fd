@NullMarked
package dev.sluice.simulation.bench;

import org.jspecify.annotations.NullMarked;
