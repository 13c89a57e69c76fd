@NullMarked
package dev.sluice.simulation.report;

import org.jspecify.annotations.NullMarked;
