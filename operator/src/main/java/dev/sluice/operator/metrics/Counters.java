package dev.sluice.operator.metrics;

import java.util.List;

/**
 * Selectors of the raw counters of one arm. Where there are several of one thing, the first that
 * has series is taken.
 *
 * @param total all requests
 * @param bad those that failed
 * @param durations how slow they were: buckets, or a native histogram
 * @param seconds what one unit of the durations is
 */
record Counters(List<String> total, List<String> bad, List<String> durations, double seconds) {}
