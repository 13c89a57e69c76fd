package dev.sluice.playground.apiserver.gc;

import dev.sluice.playground.apiserver.resource.Deleter;
import dev.sluice.playground.apiserver.resource.Types;
import dev.sluice.playground.apiserver.resource.Writer;
import dev.sluice.playground.apiserver.store.Change;
import dev.sluice.playground.apiserver.store.Store;
import dev.sluice.playground.apiserver.store.Stored;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows all changes, and does with one thread what a controller manager does about deletions. */
public final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration PULSE = Duration.ofMillis(500);

  private final Store store;
  private final OwnerGraph graph;
  private final GarbageCollector collector;
  private final Emptier emptier;
  private volatile boolean closed;
  private volatile @Nullable Thread thread;

  public Housekeeping(Store store, Types types, Clock clock) {
    this.store = store;
    this.graph = new OwnerGraph();
    Writer writer = new Writer(store, clock);
    Deleter deleter = new Deleter(store, clock);
    this.collector = new GarbageCollector(store, types, graph, writer, deleter);
    this.emptier = new Emptier(store, types, writer, deleter);
  }

  public void start() {
    thread = Thread.ofVirtual().name("housekeeping").start(this::run);
  }

  private void run() {
    Store.Watched watched = store.listAndWatch(key -> true);
    try (var changes = watched.changes()) {
      for (Stored stored : watched.snapshot().objects()) {
        graph.put(stored);
      }
      while (!closed) {
        Optional<Change> change = changes.next(PULSE);
        change.ifPresent(this::handle);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(Change change) {
    try {
      if (change.kind() == Change.Kind.DELETED) {
        graph.remove(change.current());
        collector.gone(change.current());
      } else {
        graph.put(change.current());
        collector.changed(change.current());
      }
      emptier.changed(change);
    } catch (RuntimeException e) {
      LOG.warn("cannot tidy up after {}: {}", change.current().key(), e.toString());
    }
  }

  @Override
  public void close() {
    closed = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}
