/** Signatures of commits: whether one is of a key that is trusted, and signing our own. */
@NullMarked
package dev.sluice.operator.git.signature;

import org.jspecify.annotations.NullMarked;
