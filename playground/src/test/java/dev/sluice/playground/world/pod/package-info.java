@NullMarked
package dev.sluice.playground.world.pod;

import org.jspecify.annotations.NullMarked;
