@NullMarked
package dev.sluice.playground.world.control;

import org.jspecify.annotations.NullMarked;
