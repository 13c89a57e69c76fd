package dev.sluice.operator.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Outbox outbox = new Outbox(executor);

  @AfterEach
  void close() {
    executor.close();
  }

  @Test
  void keepsTheOrderOfAKey() throws InterruptedException {
    List<Integer> sent = new CopyOnWriteArrayList<>();
    IntStream.range(0, 50).forEach(i -> outbox.post("a", () -> sent.add(i)));
    assertThat(outbox.flush(LONG)).isTrue();
    assertThat(sent).containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
  }

  @Test
  void oneKeyDoesNotWaitForAnother() throws InterruptedException {
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch quick = new CountDownLatch(1);
    outbox.post("slow", () -> await(slow));
    outbox.post("quick", quick::countDown);
    quick.await();
    assertThat(outbox.flush(Duration.ofMillis(1))).isFalse();
    slow.countDown();
    assertThat(outbox.flush(LONG)).isTrue();
  }

  @Test
  void aTaskThatThrowsDoesNotStopTheNext() throws InterruptedException {
    CountDownLatch next = new CountDownLatch(1);
    outbox.post(
        "a",
        () -> {
          throw new IllegalStateException("broken");
        });
    outbox.post("a", next::countDown);
    next.await();
    assertThat(outbox.flush(LONG)).isTrue();
  }

  @Test
  void dropsWhatDoesNotFit() throws InterruptedException {
    CountDownLatch slow = new CountDownLatch(1);
    AtomicInteger sent = new AtomicInteger();
    outbox.post("a", () -> await(slow));
    IntStream.range(0, 150).forEach(i -> outbox.post("a", sent::incrementAndGet));
    slow.countDown();
    assertThat(outbox.flush(LONG)).isTrue();
    assertThat(sent).hasValue(99);
    outbox.post("a", sent::incrementAndGet);
    assertThat(outbox.flush(LONG)).isTrue();
    assertThat(sent).hasValue(100);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
