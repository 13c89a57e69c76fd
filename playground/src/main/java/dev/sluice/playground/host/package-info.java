/** Where a team keeps its code and its images: a Git host and a registry that call webhooks. */
@NullMarked
package dev.sluice.playground.host;

import org.jspecify.annotations.NullMarked;
