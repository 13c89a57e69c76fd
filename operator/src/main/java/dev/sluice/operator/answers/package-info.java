/** Questions that block, asked off the reconciler's workers. */
@NullMarked
package dev.sluice.operator.answers;

import org.jspecify.annotations.NullMarked;
