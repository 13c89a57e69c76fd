package dev.sluice.playground.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All objects, one counter of versions over all of them, and as much history as watches may ask
 * for.
 */
public final class Store {
  private final int historyLimit;
  private final ReentrantLock lock = new ReentrantLock();
  private final NavigableMap<Key, Stored> objects = new TreeMap<>();
  private final Deque<Change> history = new ArrayDeque<>();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private long version = 1;

  /** The version after which the history is complete. */
  private long compacted = 1;

  /**
   * Makes an empty store.
   *
   * @param historyLimit how many changes are remembered
   */
  public Store(int historyLimit) {
    this.historyLimit = historyLimit;
  }

  /** The object was not at the version that the writer expected. */
  public static final class StaleException extends Exception {
    private static final long serialVersionUID = 1L;

    StaleException() {
      super("the object has been modified", null, false, false);
    }
  }

  /** The history does not reach back to the version asked for. */
  public static final class CompactedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long oldest;

    CompactedException(long oldest) {
      super("the history starts at " + oldest, null, false, false);
      this.oldest = oldest;
    }

    /** The oldest version that can be asked for. */
    public long oldest() {
      return oldest;
    }
  }

  public long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
  }

  public Optional<Stored> get(Key key) {
    lock.lock();
    try {
      return Optional.ofNullable(objects.get(key));
    } finally {
      lock.unlock();
    }
  }

  /** The objects of a resource; of all namespaces if none is given. */
  public Snapshot list(String resource, String namespace) {
    lock.lock();
    try {
      return new Snapshot(version, List.copyOf(range(objects, resource, namespace).values()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * The objects of a resource as they were at a version.
   *
   * @throws CompactedException if that is too long ago
   */
  public Snapshot listAt(String resource, String namespace, long at) throws CompactedException {
    lock.lock();
    try {
      if (at < compacted) {
        throw new CompactedException(compacted);
      }
      NavigableMap<Key, Stored> then = new TreeMap<>(range(objects, resource, namespace));
      Iterator<Change> newestFirst = history.descendingIterator();
      while (newestFirst.hasNext()) {
        Change change = newestFirst.next();
        if (change.version() <= at) {
          break;
        }
        Key key = change.current().key();
        if (within(key, resource, namespace)) {
          undo(then, key, change.previous());
        }
      }
      return new Snapshot(at, List.copyOf(then.values()));
    } finally {
      lock.unlock();
    }
  }

  private static void undo(Map<Key, Stored> objects, Key key, @Nullable Stored before) {
    if (before == null) {
      objects.remove(key);
    } else {
      objects.put(key, before);
    }
  }

  /** Stores a new object under the next version; empty if there is one already. */
  public Optional<Stored> create(Key key, ObjectNode object) {
    lock.lock();
    try {
      if (objects.containsKey(key)) {
        return Optional.empty();
      }
      Stored stored = next(key, object);
      objects.put(key, stored);
      record(new Change(Change.Kind.ADDED, stored, null));
      return Optional.of(stored);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Replaces an object.
   *
   * @throws StaleException if it is not at the expected version
   */
  public Stored update(Key key, ObjectNode object, long expected) throws StaleException {
    lock.lock();
    try {
      Stored before = expect(key, expected);
      Stored stored = next(key, object);
      objects.put(key, stored);
      record(new Change(Change.Kind.MODIFIED, stored, before));
      return stored;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Removes an object.
   *
   * @param last its last state, as watchers shall see it
   * @throws StaleException if it is not at the expected version
   */
  public Stored delete(Key key, ObjectNode last, long expected) throws StaleException {
    lock.lock();
    try {
      Stored before = expect(key, expected);
      Stored stored = next(key, last);
      objects.remove(key);
      record(new Change(Change.Kind.DELETED, stored, before));
      return stored;
    } finally {
      lock.unlock();
    }
  }

  private Stored expect(Key key, long expected) throws StaleException {
    Stored before = objects.get(key);
    if (before == null || before.version() != expected) {
      throw new StaleException();
    }
    return before;
  }

  private Stored next(Key key, ObjectNode object) {
    version++;
    ObjectNode copy = object.deepCopy();
    Json.child(copy, "metadata").put("resourceVersion", Long.toString(version));
    return new Stored(key, copy, version);
  }

  private void record(Change change) {
    history.addLast(change);
    while (history.size() > historyLimit) {
      compacted = history.removeFirst().version();
    }
    for (Subscription subscription : subscriptions) {
      subscription.offer(change);
    }
  }

  /**
   * Subscribes to the changes of a resource after a version.
   *
   * @param since the version after which changes are wanted; null for those from now on
   * @throws CompactedException if that is too long ago
   */
  public Subscription watch(String resource, String namespace, @Nullable Long since)
      throws CompactedException {
    lock.lock();
    try {
      Subscription subscription =
          new Subscription(key -> within(key, resource, namespace), subscriptions::remove);
      if (since != null) {
        if (since < compacted) {
          throw new CompactedException(compacted);
        }
        history.stream().filter(change -> change.version() > since).forEach(subscription::offer);
      }
      subscriptions.add(subscription);
      return subscription;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Objects as they are now, and what follows.
   *
   * @param changes every change after the snapshot
   */
  public record Watched(Snapshot snapshot, Subscription changes) {}

  /** The objects of all resources whose keys are wanted, and a subscription to what follows. */
  public Watched listAndWatch(Predicate<Key> wanted) {
    lock.lock();
    try {
      List<Stored> existing = objects.values().stream().filter(o -> wanted.test(o.key())).toList();
      Subscription subscription = new Subscription(wanted, subscriptions::remove);
      subscriptions.add(subscription);
      return new Watched(new Snapshot(version, existing), subscription);
    } finally {
      lock.unlock();
    }
  }

  /** The objects of a resource, and a subscription to what follows. */
  public Watched listAndWatch(String resource, String namespace) {
    return listAndWatch(key -> within(key, resource, namespace));
  }

  /** Forgets the history, as etcd's compaction does: older watches and lists get 410. */
  public void compact() {
    lock.lock();
    try {
      history.clear();
      compacted = version;
    } finally {
      lock.unlock();
    }
  }

  /** All keys, in order. */
  public List<Key> keys() {
    lock.lock();
    try {
      return new ArrayList<>(objects.keySet());
    } finally {
      lock.unlock();
    }
  }

  private static boolean within(Key key, String resource, String namespace) {
    return key.resource().equals(resource)
        && (namespace.isEmpty() || key.namespace().equals(namespace));
  }

  private static NavigableMap<Key, Stored> range(
      NavigableMap<Key, Stored> all, String resource, String namespace) {
    return all.subMap(
        new Key(resource, namespace, ""),
        true,
        namespace.isEmpty()
            ? new Key(resource + '\0', "", "")
            : new Key(resource, namespace + '\0', ""),
        false);
  }
}
