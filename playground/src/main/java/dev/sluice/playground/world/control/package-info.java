/** The controllers that a real cluster runs in its controller manager, in small. */
@NullMarked
package dev.sluice.playground.world.control;

import org.jspecify.annotations.NullMarked;
