/** The node: every pod is an HTTP server in this JVM, started, probed, restarted and drained. */
@NullMarked
package dev.sluice.playground.world.pod;

import org.jspecify.annotations.NullMarked;
