package dev.sluice.analysis;

import java.util.List;

/**
 * Says what a round of measurements means. It judges the round as a whole, because a judge may
 * weigh the checks against each other. One that keeps evidence from round to round is made from the
 * evidence so far and has a method of its own to hand out the evidence after; judging itself
 * changes nothing.
 */
public interface Judge {
  /** The verdict, with one result for each measurement, in their order. */
  RoundVerdict judge(Subject subject, List<Measured> round);
}
