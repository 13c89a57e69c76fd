@NullMarked
package dev.sluice.playground.world.watch;

import org.jspecify.annotations.NullMarked;
