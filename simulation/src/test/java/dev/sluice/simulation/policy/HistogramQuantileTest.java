package dev.sluice.simulation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.simulation.traffic.Counts;
import org.junit.jupiter.api.Test;

class HistogramQuantileTest {
  @Test
  void interpolatesWithinTheBucketAsPrometheusDoes() {
    // 90 within 100 ms, 10 more within 250 ms: the 99th of 100 is nine tenths on from 100 to 250.
    Counts counts = Counts.of(100, 0, 100, 100, 100, 100, 100, 10, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(HistogramQuantile.of(0.99, counts)).isCloseTo(235, within(1e-9));
    assertThat(HistogramQuantile.of(0.9, counts)).isCloseTo(100, within(1e-9));
  }

  @Test
  void startsTheFirstBucketAtZero() {
    Counts counts = Counts.of(10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(HistogramQuantile.of(0.5, counts)).isCloseTo(2.5, within(1e-9));
  }

  @Test
  void saysTheHighestBoundForWhatLiesAboveIt() {
    Counts counts = Counts.of(10, 0, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10);
    assertThat(HistogramQuantile.of(0.99, counts)).isEqualTo(10_000);
  }

  @Test
  void hasNoValueWithoutRequests() {
    assertThat(HistogramQuantile.of(0.99, Intervals.counts(0, 0, 100))).isNaN();
  }
}
