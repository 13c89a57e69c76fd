/** Webhooks: gates that approve, hooks that test, events that are sent out. */
@NullMarked
package dev.sluice.operator.hooks;

import org.jspecify.annotations.NullMarked;
