/** The reconciler of Canaries: observe, decide, perform, write the status. */
@NullMarked
package dev.sluice.operator.canary;

import org.jspecify.annotations.NullMarked;
