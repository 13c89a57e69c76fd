package dev.sluice.simulation.rollout;

import java.util.List;

/** A rollout from its beginning to its end. */
public record Story(List<Moment> moments, Ending ending) {
  public Story {
    moments = List.copyOf(moments);
  }
}
