@NullMarked
package dev.sluice.playground.prometheus;

import org.jspecify.annotations.NullMarked;
