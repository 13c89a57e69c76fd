@NullMarked
package dev.sluice.playground.world;

import org.jspecify.annotations.NullMarked;
