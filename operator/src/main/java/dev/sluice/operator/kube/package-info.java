/** The cluster as the operator sees it: cached reads, idempotent writes. */
@NullMarked
package dev.sluice.operator.kube;

import org.jspecify.annotations.NullMarked;
