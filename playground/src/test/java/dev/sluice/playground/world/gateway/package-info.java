@NullMarked
package dev.sluice.playground.world.gateway;

import org.jspecify.annotations.NullMarked;
