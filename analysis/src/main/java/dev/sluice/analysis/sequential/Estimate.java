package dev.sluice.analysis.sequential;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a verdict needs.
 *
 * @param requests canary requests until a canary that is as good as the primary can be vouched for,
 *     about
 * @param time how long that takes at the present traffic, about; null when there is no traffic
 * @param beforeDeadline whether that is before the deadline
 * @param sentence for people, such as {@code needs about 3,400 canary requests, about 6 min at the
 *     present traffic}
 */
public record Estimate(
    long requests, @Nullable Duration time, boolean beforeDeadline, String sentence) {}
