@NullMarked
package dev.sluice.playground.world.load;

import org.jspecify.annotations.NullMarked;
