package dev.sluice.simulation.policy;

/**
 * Leaves every step after the same time, whatever the evidence says of the next one; all else is
 * the other policy's to decide.
 */
public final class TimedRamp implements Policy {
  private final Policy other;
  private final double length;
  private double weight = Double.NaN;
  private double since;

  /**
   * @param length of a step in seconds
   */
  public TimedRamp(Policy other, double length) {
    this.other = other;
    this.length = length;
  }

  @Override
  public Decision step(IntervalObservation observation) {
    if (observation.weight() != weight) {
      weight = observation.weight();
      since = observation.start();
    }
    boolean over = observation.end() >= since + length && !observation.last();
    return switch (other.step(observation)) {
      case STAY, ADVANCE -> over ? Decision.ADVANCE : Decision.STAY;
      case PROMOTE -> Decision.PROMOTE;
      case PROMOTE_UNDECIDED -> Decision.PROMOTE_UNDECIDED;
      case ROLL_BACK -> Decision.ROLL_BACK;
    };
  }
}
