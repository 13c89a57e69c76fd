package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.Windows;
import dev.sluice.crds.Canary;

/** Where the counts and values come from that are compared. */
public interface MetricReaders {
  /**
   * What reads a metric; one that says why, when it cannot be read. Asks nobody yet.
   *
   * @param windows their length is that of an evidence interval
   */
  MetricReader reader(Canary canary, Compared compared, ArmPair arms, Windows windows);
}
