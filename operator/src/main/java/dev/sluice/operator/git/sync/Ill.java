package dev.sluice.operator.git.sync;

import dev.sluice.operator.git.apply.Health;
import dev.sluice.operator.git.apply.Inventory;
import dev.sluice.operator.git.apply.LiveObjects;
import java.util.Optional;

/** An object that is not healthy. */
record Ill(String object, Health health) {
  /** One of them; one that has failed before one that is on its way. */
  static Optional<Ill> worst(Inventory inventory, Optional<LiveObjects> live) {
    Optional<Ill> worst = Optional.empty();
    for (Inventory.Entry entry : inventory.entries().values()) {
      Health health =
          live.flatMap(objects -> objects.look(entry.key()))
              .filter(look -> look.version() >= entry.version())
              .map(LiveObjects.Look::seen)
              .map(LiveObjects.Seen::health)
              .orElse(new Health(Health.State.IN_PROGRESS, "was not seen yet"));
      if (health.state() == Health.State.FAILED) {
        return Optional.of(new Ill(entry.key().words(), health));
      }
      if (health.state() == Health.State.IN_PROGRESS && worst.isEmpty()) {
        worst = Optional.of(new Ill(entry.key().words(), health));
      }
    }
    return worst;
  }

  String words() {
    return object + ": " + health.message();
  }
}
