package dev.sluice.analysis;

import java.time.Instant;

/**
 * A check and what was found.
 *
 * @param query what was asked, as a person would paste it; empty when nothing could be asked
 * @param at when the answer came
 */
public record Measured(Check check, String query, Sample sample, Instant at) {}
