package dev.sluice.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to do now.
 *
 * @param next the state to store when all effects are done; if it equals the one before, nothing is
 *     to be stored. When it differs, ask again at once
 * @param effects in order
 * @param lookAgainAt when to ask again at the latest, whatever happens; empty if only an event can
 *     change anything
 * @param conditions of the status with {@code next}
 * @param taken the transition that leads to {@code next}, empty if the stage stays without one
 */
public record Decision(
    State next,
    List<Effect> effects,
    Optional<Instant> lookAgainAt,
    List<Condition> conditions,
    Optional<Transition> taken) {
  public Decision {
    effects = List.copyOf(effects);
    conditions = List.copyOf(conditions);
  }
}
