/** Receivers: HTTP endpoints that have something looked at now. */
@NullMarked
package dev.sluice.operator.git.receiver;

import org.jspecify.annotations.NullMarked;
