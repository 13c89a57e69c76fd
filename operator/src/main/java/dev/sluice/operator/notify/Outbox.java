package dev.sluice.operator.notify;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends off the reconciler's workers, what belongs together in its order. What does not fit is
 * dropped with a line in the log: a chat that is away must not fill the memory.
 */
public final class Outbox {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final int MOST_WAITING = 100;

  private final Executor executor;
  private final Map<String, Queue> queues = new HashMap<>();

  /** The end of a chain of tasks, and how many of them have not run. */
  private record Queue(CompletableFuture<@Nullable Void> tail, int waiting) {
    static final Queue EMPTY = new Queue(CompletableFuture.completedFuture(null), 0);
  }

  /**
   * @param executor runs the tasks, which block; with a virtual thread for each
   */
  public Outbox(Executor executor) {
    this.executor = executor;
  }

  /**
   * Runs the task some time later, after those that were given before under the same key.
   *
   * @param task does not throw for anything that the network does
   */
  void post(String key, Runnable task) {
    synchronized (queues) {
      Queue queue = queues.getOrDefault(key, Queue.EMPTY);
      if (queue.waiting() >= MOST_WAITING) {
        log.warn("Dropping a message of {}: {} are waiting to be sent", key, MOST_WAITING);
        return;
      }
      queues.put(key, new Queue(queue.tail(), queue.waiting() + 1));
      CompletableFuture<@Nullable Void> tail =
          queue.tail().handleAsync((v, e) -> run(task), executor).whenComplete((v, e) -> done(key));
      queues.computeIfPresent(key, (k, counted) -> new Queue(tail, counted.waiting()));
    }
  }

  /** Waits until everything is sent; says whether it was in time. */
  public boolean flush(Duration atMost) throws InterruptedException {
    CompletableFuture<?>[] tails;
    synchronized (queues) {
      tails = queues.values().stream().map(Queue::tail).toArray(CompletableFuture<?>[]::new);
    }
    try {
      CompletableFuture.allOf(tails).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  private static @Nullable Void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.warn("A message could not be sent", e);
    }
    return null;
  }

  private void done(String key) {
    synchronized (queues) {
      queues.computeIfPresent(
          key,
          (k, queue) -> queue.waiting() == 1 ? null : new Queue(queue.tail(), queue.waiting() - 1));
    }
  }
}
