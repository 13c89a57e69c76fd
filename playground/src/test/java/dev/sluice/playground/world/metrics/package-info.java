@NullMarked
package dev.sluice.playground.world.metrics;

import org.jspecify.annotations.NullMarked;
