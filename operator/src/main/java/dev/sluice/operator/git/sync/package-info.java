/** Keeps parts of Git repositories applied. */
@NullMarked
package dev.sluice.operator.git.sync;

import org.jspecify.annotations.NullMarked;
