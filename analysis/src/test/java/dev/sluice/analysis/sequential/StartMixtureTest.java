package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StartMixtureTest {
  private final StartMixture mixture = new StartMixture();

  @Test
  void beginsWithHalfAndAddsATenthOfTheRestEveryFullMinute() {
    assertThat(startingAt(30)).isEqualTo(0.5);
    assertThat(startingAt(45)).isZero();
    assertThat(startingAt(60)).isZero();
    assertThat(startingAt(75)).isZero();
    assertThat(startingAt(90)).isCloseTo(0.05, within(1e-15));
    assertThat(startingAt(105)).isZero();
    assertThat(startingAt(150)).isCloseTo(0.045, within(1e-15));
    assertThat(mixture.rest()).isCloseTo(0.405, within(1e-15));
  }

  @Test
  void makesUpForMinutesWithoutIntervals() {
    assertThat(startingAt(0)).isEqualTo(0.5);
    assertThat(startingAt(185)).isCloseTo(0.05 + 0.045 + 0.0405, within(1e-15));
    assertThat(mixture.rest()).isCloseTo(0.5 * 0.729, within(1e-15));
  }

  @Test
  void neverSpendsMoreThanThereIs() {
    double spent = 0;
    for (int minute = 0; minute < 10_000; minute++) {
      spent += startingAt(60L * minute);
    }
    assertThat(spent + mixture.rest()).isCloseTo(1, within(1e-12));
    assertThat(mixture.rest()).isNotNegative();
  }

  private double startingAt(long seconds) {
    return mixture.starting(Duration.ofSeconds(seconds).toNanos());
  }
}
