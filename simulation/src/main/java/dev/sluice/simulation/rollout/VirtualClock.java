package dev.sluice.simulation.rollout;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a rollout goes on. */
public final class VirtualClock implements InstantSource {
  /** When the new revision is seen. */
  public static final Instant BEGINNING = Instant.EPOCH;

  private Instant now = BEGINNING;

  @Override
  public Instant instant() {
    return now;
  }

  void set(Instant instant) {
    now = instant;
  }
}
