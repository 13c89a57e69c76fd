package dev.sluice.playground.world.watch;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off keys: never two runs of one key at once, no change lost, a failure tried again later
 * and later. At most {@value #AT_ONCE} keys are worked on at the same time.
 */
public final class KeyedLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyedLoop.class);
  private static final int AT_ONCE = 16;
  private static final Duration AFTER_CONFLICT = Duration.ofMillis(20);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(10);

  /** What is done for a key. */
  @FunctionalInterface
  public interface Work {
    /** Returns after which time to look again, if no change comes first. */
    Optional<Duration> run(Key key) throws InterruptedException;
  }

  private static final class Slot {
    boolean running;
    boolean dirty;
    int failures;
    @Nullable ScheduledFuture<?> alarm;
  }

  private final String name;
  private final Work work;
  private final ScheduledExecutorService timer;
  private final ExecutorService workers;
  private final Semaphore permits = new Semaphore(AT_ONCE);
  private final Map<Key, Slot> slots = new HashMap<>();
  private boolean closed;

  /**
   * @param name for logs and threads
   * @param timer carries delays only, so one thread serves many loops
   */
  public KeyedLoop(String name, ScheduledExecutorService timer, Work work) {
    this.name = name;
    this.timer = timer;
    this.work = work;
    this.workers =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
  }

  /** Sees to it that the key is worked on, from its state now or later. */
  public synchronized void add(Key key) {
    if (closed) {
      return;
    }
    Slot slot = slots.computeIfAbsent(key, k -> new Slot());
    slot.dirty = true;
    if (!slot.running) {
      slot.running = true;
      submit(key);
    }
  }

  private void submit(Key key) {
    try {
      workers.execute(() -> run(key));
    } catch (RejectedExecutionException e) {
      LOG.debug("{} is stopping", name);
    }
  }

  private void run(Key key) {
    start(key);
    Optional<Duration> again;
    boolean failed = false;
    try {
      permits.acquire();
      try {
        again = work.run(key);
      } finally {
        permits.release();
      }
    } catch (InterruptedException e) {
      return;
    } catch (RuntimeException e) {
      failed = true;
      again = Optional.of(retryAfter(key, e));
    }
    finish(key, again, failed);
  }

  private synchronized void start(Key key) {
    Slot slot = slots.get(key);
    if (slot != null) {
      slot.dirty = false;
    }
  }

  private synchronized void finish(Key key, Optional<Duration> again, boolean failed) {
    Slot slot = slots.get(key);
    if (slot == null || closed) {
      return;
    }
    if (!failed) {
      slot.failures = 0;
    }
    if (slot.dirty && !failed) {
      submit(key);
      return;
    }
    slot.running = false;
    if (slot.alarm != null) {
      slot.alarm.cancel(false);
      slot.alarm = null;
    }
    if (again.isPresent()) {
      slot.alarm = timer.schedule(() -> add(key), again.get().toMillis(), TimeUnit.MILLISECONDS);
    } else {
      slots.remove(key);
    }
  }

  private synchronized Duration retryAfter(Key key, RuntimeException e) {
    if (e instanceof KubernetesClientException k
        && k.getCode() == HttpURLConnection.HTTP_CONFLICT) {
      return AFTER_CONFLICT;
    }
    Slot slot = slots.computeIfAbsent(key, k -> new Slot());
    int failures = Math.min(slot.failures++, 10);
    if (!closed && failures == 0) {
      LOG.warn("{} {} failed and is tried again: {}", name, key, e.toString());
    } else {
      LOG.debug("{} {} failed again", name, key, e);
    }
    Duration wait = FIRST_RETRY.multipliedBy(1L << failures);
    return wait.compareTo(LAST_RETRY) < 0 ? wait : LAST_RETRY;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      slots.values().stream()
          .flatMap(slot -> Optional.ofNullable(slot.alarm).stream())
          .forEach(alarm -> alarm.cancel(false));
    }
    workers.shutdownNow();
  }
}
