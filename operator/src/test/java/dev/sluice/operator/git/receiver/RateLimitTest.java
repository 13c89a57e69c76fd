package dev.sluice.operator.git.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-27T12:00:00Z"));
  private final RateLimit limit = new RateLimit(3, PAUSE, now::get);

  @Test
  void letsABurstThroughAndThenOneAfterEachPause() {
    for (int i = 0; i < 3; i++) {
      assertThat(limit.take("a")).isEmpty();
    }
    assertThat(limit.take("a")).contains(PAUSE);
    pass(Duration.ofSeconds(1));
    assertThat(limit.take("a")).contains(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(1));
    assertThat(limit.take("a")).isEmpty();
    assertThat(limit.take("a")).isPresent();
  }

  @Test
  void oneCallerDoesNotHoldUpAnother() {
    for (int i = 0; i < 4; i++) {
      limit.take("a");
    }
    assertThat(limit.take("b")).isEmpty();
  }

  @Test
  void aCallerThatWasQuietMayBurstAgain() {
    for (int i = 0; i < 4; i++) {
      limit.take("a");
    }
    pass(Duration.ofMinutes(1));
    for (int i = 0; i < 3; i++) {
      assertThat(limit.take("a")).isEmpty();
    }
    assertThat(limit.take("a")).isPresent();
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }
}
