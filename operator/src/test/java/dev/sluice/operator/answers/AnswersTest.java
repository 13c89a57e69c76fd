package dev.sluice.operator.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.operator.answers.Answers.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AnswersTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Answer<String> PENDING = new Answer.Pending<>();

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Answers<String> answers =
      new Answers<>(executor, now::get, new Limits(2, 3, Duration.ofMinutes(10)));
  private final AtomicInteger told = new AtomicInteger();

  @AfterEach
  void close() {
    answers.close();
    executor.close();
  }

  @Test
  void asksOnceAndTellsWhenAnswered() {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    assertThat(ask("a", () -> slow(asked, release))).isEqualTo(PENDING);
    assertThat(ask("a", () -> slow(asked, release))).isEqualTo(PENDING);
    release.countDown();
    await().untilAsserted(() -> assertThat(told).hasValue(1));
    assertThat(ask("a", () -> "another")).isEqualTo(new Answer.Ready<>("yes"));
    assertThat(asked).hasValue(1);
  }

  @Test
  void keepsTheAnswerUntilItIsForgotten() {
    answered("a", "first");
    assertThat(ask("a", () -> "second")).isEqualTo(new Answer.Ready<>("first"));
    answers.forget("a");
    answered("a", "second");
  }

  @Test
  void givesUpAtTheDeadlineAndInterrupts() {
    AtomicBoolean interrupted = new AtomicBoolean();
    answers.ask(
        "a",
        Duration.ofMillis(20),
        () -> {
          try {
            new CountDownLatch(1).await();
            return "never";
          } catch (InterruptedException e) {
            interrupted.set(true);
            throw e;
          }
        },
        told::incrementAndGet);
    await().untilAsserted(() -> assertThat(told).hasValue(1));
    assertThat(ask("a", () -> "again")).isEqualTo(new Answer.Failed<>("no answer within 20ms"));
    await().untilTrue(interrupted);
    assertThat(told).hasValue(1);
  }

  @Test
  void aQuestionThatThrowsIsAnswered() {
    ask(
        "a",
        () -> {
          throw new IllegalStateException("broken");
        });
    await().untilAsserted(() -> assertThat(told).hasValue(1));
    assertThat(ask("a", () -> "x"))
        .isEqualTo(new Answer.Failed<>("java.lang.IllegalStateException: broken"));
  }

  @Test
  void asksOnlySoManyAtOnce() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(2);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      ask(
          "k" + i,
          () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            started.countDown();
            release.await();
            inside.decrementAndGet();
            return "done";
          });
    }
    assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(answers.underWay()).isEqualTo(3);
    release.countDown();
    await().untilAsserted(() -> assertThat(told).hasValue(3));
    assertThat(most).hasValue(2);
  }

  @Test
  void oldAnswersGo() {
    answered("a", "first");
    now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(11)));
    answered("a", "second");
  }

  @Test
  void theOldestAnswerGoesWhenThereAreTooMany() {
    answered("a", "1");
    answered("b", "2");
    answered("c", "3");
    answered("d", "4");
    assertThat(ask("b", () -> "anew")).isEqualTo(new Answer.Ready<>("2"));
    answered("a", "anew");
  }

  @Test
  void forgettingByPrefixGivesUpWhatIsUnderWay() {
    answered("ns/a/hook", "1");
    ask(
        "ns/a/round",
        () -> {
          new CountDownLatch(1).await();
          return "never";
        });
    answers.forgetAll("ns/a/");
    assertThat(answers.underWay()).isZero();
    answered("ns/a/hook", "2");
  }

  @Test
  void findsTheAnswersOfAPrefix() {
    answered("ns/a/x", "1");
    answered("ns/a/y", "2");
    answered("ns/ab/x", "3");
    assertThat(answers.answered("ns/a/"))
        .isEqualTo(Map.of("x", new Answer.Ready<>("1"), "y", new Answer.Ready<>("2")));
  }

  @Test
  void nothingIsAskedAfterClosing() {
    answers.close();
    AtomicBoolean asked = new AtomicBoolean();
    assertThat(
            ask(
                "a",
                () -> {
                  asked.set(true);
                  return "x";
                }))
        .isEqualTo(PENDING);
    assertThat(answers.underWay()).isZero();
    assertThat(asked).isFalse();
  }

  private static String slow(AtomicInteger asked, CountDownLatch release)
      throws InterruptedException {
    asked.incrementAndGet();
    release.await();
    return "yes";
  }

  private void answered(String key, String value) {
    int before = told.get();
    assertThat(ask(key, () -> value)).isEqualTo(PENDING);
    await().untilAsserted(() -> assertThat(told.get()).isGreaterThan(before));
    assertThat(ask(key, () -> "other")).isEqualTo(new Answer.Ready<>(value));
  }

  private Answer<String> ask(String key, java.util.concurrent.Callable<String> question) {
    return answers.ask(key, LONG, question, told::incrementAndGet);
  }
}
