package dev.sluice.cli.play;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the Canary's conditions say to people. */
final class Conditions {
  private static final List<String> BY_URGENCY = List.of("Stalled", "Promoted", "Ready");

  private Conditions() {}

  /** The message that says best why nothing moves. */
  static String message(Optional<Canary> canary) {
    List<CanaryStatus.Condition> all =
        canary.map(Canary::getStatus).map(CanaryStatus::conditions).orElse(List.of());
    return BY_URGENCY.stream()
        .flatMap(type -> all.stream().filter(condition -> condition.type().equals(type)))
        .filter(
            condition -> !condition.type().equals("Stalled") || condition.status().equals("True"))
        .flatMap(condition -> Stream.ofNullable(condition.message()))
        .findFirst()
        .orElse("the Canary has no conditions");
  }
}
