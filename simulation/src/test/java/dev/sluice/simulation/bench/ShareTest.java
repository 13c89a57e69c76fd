package dev.sluice.simulation.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ShareTest {
  @Test
  void hasWilsonsInterval() {
    // Newcombe (1998), table I: 81 of 263 and 0 of 20.
    Share share = new Share(81, 263);
    assertThat(share.low()).isCloseTo(25.53, within(0.005));
    assertThat(share.high()).isCloseTo(36.62, within(0.005));
    assertThat(new Share(0, 20).low()).isZero();
    assertThat(new Share(0, 20).high()).isCloseTo(16.11, within(0.005));
  }

  @Test
  void staysWithinItsLimits() {
    assertThat(new Share(1000, 1000).high()).isEqualTo(100);
    assertThat(new Share(1000, 1000).low()).isCloseTo(99.62, within(0.005));
    assertThat(new Share(1, 4).percent()).isEqualTo(25);
  }
}
