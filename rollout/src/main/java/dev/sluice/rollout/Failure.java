package dev.sluice.rollout;

/**
 * Why a rollout ended, or is ending, badly.
 *
 * @param reason one CamelCase word for conditions: {@code FailedChecks}, {@code CriticalCheck},
 *     {@code Regression}, {@code NoData}, {@code ProgressDeadlineExceeded}, {@code RollbackHook},
 *     {@code Aborted}, {@code PrimaryNotReady}, {@code PromotionFailed}, {@code BakeFailed} or
 *     {@code Undone}
 * @param message for a person
 */
public record Failure(String reason, String message) {}
