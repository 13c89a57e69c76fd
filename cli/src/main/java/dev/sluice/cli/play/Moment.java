package dev.sluice.cli.play;

import dev.sluice.cli.show.Scene.Event;
import dev.sluice.crds.Canary;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known at one moment, as the API server and the clients tell it.
 *
 * @param elapsed since the beginning
 * @param canary null before there is one
 * @param primary the workload that serves production
 * @param target the workload whose image people change
 * @param events about the Canary and what it comes from, the latest last
 */
record Moment(
    Duration elapsed,
    @Nullable Canary canary,
    Workload primary,
    Workload target,
    Clients clients,
    List<Event> events) {
  Moment {
    events = List.copyOf(events);
  }

  /**
   * @param image what its pods run; empty if there is no such workload
   * @param ready how many pods are ready
   * @param pods how many there should be
   */
  record Workload(String image, int ready, int pods) {
    static final Workload NONE = new Workload("", 0, 0);
  }
}
