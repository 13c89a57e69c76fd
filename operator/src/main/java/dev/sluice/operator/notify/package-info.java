/** Telling people: Kubernetes events, event webhooks, alerts. None of it ever stops a rollout. */
@NullMarked
package dev.sluice.operator.notify;

import org.jspecify.annotations.NullMarked;
