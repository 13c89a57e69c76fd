/** A real Prometheus as a child process, for the playground and for tests. */
@NullMarked
package dev.sluice.playground.prometheus;

import org.jspecify.annotations.NullMarked;
