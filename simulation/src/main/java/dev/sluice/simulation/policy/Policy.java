package dev.sluice.simulation.policy;

/** Decides about one rollout. It sees intervals in their order and knows nothing else. */
public interface Policy {
  /** What to do after this interval. */
  Decision step(IntervalObservation observation);
}
