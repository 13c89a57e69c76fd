package dev.sluice.playground.apiserver.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A queue of changes for one watch. A watcher that does not keep up is cut off, as by a real
 * server.
 */
public final class Subscription implements AutoCloseable {
  private static final int CAPACITY = 100_000;

  private final LinkedBlockingQueue<Change> queue = new LinkedBlockingQueue<>(CAPACITY);
  private final Predicate<Key> wanted;
  private final Consumer<Subscription> onClose;
  private volatile boolean closed;

  Subscription(Predicate<Key> wanted, Consumer<Subscription> onClose) {
    this.wanted = wanted;
    this.onClose = onClose;
  }

  void offer(Change change) {
    if (wanted.test(change.current().key()) && !queue.offer(change)) {
      closed = true;
    }
  }

  /** The next change; empty if there was none within the time. */
  public Optional<Change> next(Duration patience) throws InterruptedException {
    return Optional.ofNullable(queue.poll(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS));
  }

  /** Whether the watcher was cut off. */
  public boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    onClose.accept(this);
  }
}
