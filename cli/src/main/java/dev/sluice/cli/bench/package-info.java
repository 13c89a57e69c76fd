/** What {@code sluice bench} says, and how. */
@NullMarked
package dev.sluice.cli.bench;

import org.jspecify.annotations.NullMarked;
