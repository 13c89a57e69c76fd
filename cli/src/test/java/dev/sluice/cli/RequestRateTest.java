package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestRateTest {
  private final AtomicLong now = new AtomicLong();
  private final RequestRate rate = new RequestRate(10, 2, now::get);

  @Test
  void letsABurstThroughAtOnceAndSpacesTheRest() {
    assertThat(rate.take()).isZero();
    assertThat(rate.take()).isZero();
    assertThat(rate.take()).isEqualTo(Duration.ofMillis(100));
    assertThat(rate.take()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void allowsAnotherBurstAfterAPauseAndNoMoreThanThat() {
    rate.take();
    rate.take();
    now.addAndGet(Duration.ofMinutes(1).toNanos());

    assertThat(rate.take()).isZero();
    assertThat(rate.take()).isZero();
    assertThat(rate.take()).isPositive();
  }
}
