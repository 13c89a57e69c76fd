package dev.sluice.simulation.rollout;

import dev.sluice.simulation.traffic.Counts;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Something to tell of a rollout.
 *
 * @param at from when the new revision was seen
 * @param weight percent of the traffic that the canary was given until now
 * @param canary what the new revision answered since the last moment
 * @param control what the arm answered that it is compared with
 * @param evidence power of ten of the evidence against the canary; empty where none is gathered
 * @param remark what is still needed; null when nothing is to be said
 * @param told the texts of the events
 */
public record Moment(
    Duration at,
    int weight,
    Counts canary,
    Counts control,
    OptionalDouble evidence,
    @Nullable String remark,
    List<String> told) {
  public Moment {
    told = List.copyOf(told);
  }
}
