package dev.sluice.playground.world.gateway;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes conditions that keep their time while their status stays.
 *
 * @param before the conditions that are there
 * @param generation of the object that they speak of
 */
record ConditionWriter(@Nullable List<Condition> before, Long generation, Clock clock) {
  Condition condition(String type, boolean holds, String reason, String message) {
    String status = holds ? "True" : "False";
    List<Condition> known = before == null ? List.of() : before;
    String since =
        known.stream()
            .filter(c -> type.equals(c.getType()) && status.equals(c.getStatus()))
            .map(Condition::getLastTransitionTime)
            .findFirst()
            .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withObservedGeneration(generation)
        .withLastTransitionTime(since)
        .build();
  }
}
