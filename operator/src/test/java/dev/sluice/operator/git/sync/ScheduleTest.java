package dev.sluice.operator.git.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.git.sync.Schedule.Facts;
import dev.sluice.operator.git.sync.Schedule.Next;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);

  @Test
  void attemptsWhatIsNewChangedOrDue() {
    assertThat(next(new Facts(false, true, false, LATER, null))).isEqualTo(new Next.Attempt());
    assertThat(next(new Facts(false, false, false, null, null))).isEqualTo(new Next.Attempt());
    assertThat(next(new Facts(false, false, false, NOW, null))).isEqualTo(new Next.Attempt());
    assertThat(next(new Facts(false, false, false, LATER, null))).isEqualTo(new Next.Wait(LATER));
  }

  @Test
  void attemptsAtOnceWhenOthersHaveChangedSomething() {
    assertThat(next(new Facts(false, false, true, LATER, null))).isEqualTo(new Next.Attempt());
  }

  @Test
  void waitsAfterAFailureUnlessTheSpecChanges() {
    Instant retry = NOW.plusSeconds(5);
    assertThat(next(new Facts(false, false, true, NOW, retry))).isEqualTo(new Next.Wait(retry));
    assertThat(next(new Facts(false, true, false, NOW, retry))).isEqualTo(new Next.Attempt());
    assertThat(next(new Facts(false, false, false, LATER, NOW))).isEqualTo(new Next.Attempt());
  }

  @Test
  void doesNothingWhileSuspended() {
    assertThat(next(new Facts(true, true, true, null, null))).isEqualTo(new Next.Nothing());
  }

  @Test
  void waitsLongerAfterEachFailureButNeverLongerThanTheInterval() {
    Duration minute = Duration.ofMinutes(1);
    assertThat(Schedule.pause(1, minute)).isEqualTo(Duration.ofSeconds(5));
    assertThat(Schedule.pause(3, minute)).isEqualTo(Duration.ofSeconds(20));
    assertThat(Schedule.pause(100, minute)).isEqualTo(minute);
  }

  private static Next next(Facts facts) {
    return Schedule.next(facts, NOW);
  }
}
