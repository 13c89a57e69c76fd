/** Keeps workloads at the revision that was promoted last while Git declares another one. */
@NullMarked
package dev.sluice.operator.git.hold;

import org.jspecify.annotations.NullMarked;
