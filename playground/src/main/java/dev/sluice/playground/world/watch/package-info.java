/** Cached objects, writes that are seen by the next read, and loops that work off changes. */
@NullMarked
package dev.sluice.playground.world.watch;

import org.jspecify.annotations.NullMarked;
