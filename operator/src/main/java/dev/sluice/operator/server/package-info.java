/** What the operator answers over HTTP: health, readiness and its metrics. */
@NullMarked
package dev.sluice.operator.server;

import org.jspecify.annotations.NullMarked;
