/** The results of a benchmark as tables and as a picture. Nothing here writes to anywhere. */
@NullMarked
package dev.sluice.simulation.report;

import org.jspecify.annotations.NullMarked;
