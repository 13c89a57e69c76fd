/** Scenarios of a whole operator on a whole cluster. */
@NullMarked
package dev.sluice.e2e;

import org.jspecify.annotations.NullMarked;
