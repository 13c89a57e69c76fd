/**
 * Made-up traffic: a service, what a new version of it does otherwise, and the requests that both
 * versions answer, tick by tick. The same seed makes the same traffic, on every machine.
 */
@NullMarked
package dev.sluice.simulation.traffic;

import org.jspecify.annotations.NullMarked;
