package dev.sluice.cli.play;

import dev.sluice.cli.show.Scene.Traffic;
import dev.sluice.cli.story.Count;
import java.util.Map;

/**
 * What the clients of the service have counted since they began.
 *
 * @param byVersion the same for each version that answered, under its image's tag
 */
record Clients(Traffic traffic, Count total, Map<String, Count> byVersion) {
  static final Clients NONE = new Clients(Traffic.NONE, Count.ZERO, Map.of());

  Clients {
    byVersion = Map.copyOf(byVersion);
  }

  Count of(String tag) {
    return byVersion.getOrDefault(tag, Count.ZERO);
  }
}
