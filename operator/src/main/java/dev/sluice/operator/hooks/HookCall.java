package dev.sluice.operator.hooks;

import dev.sluice.crds.AnalysisSpec.WebhookSpec;

/**
 * One call of a hook.
 *
 * @param idempotencyKey the same for a call that is repeated after a crash, so that the receiver
 *     can recognise it
 */
public record HookCall(WebhookSpec hook, HookPayload payload, String idempotencyKey) {}
