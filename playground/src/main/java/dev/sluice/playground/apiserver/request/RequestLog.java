package dev.sluice.playground.apiserver.request;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The requests that clients made, oldest first. What the server does by itself is not in it. */
public final class RequestLog {
  private static final int LIMIT = 200_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<LoggedRequest> entries = new ArrayDeque<>();

  /** Adds an entry; beyond 200,000 the oldest are forgotten. */
  public void add(LoggedRequest entry) {
    lock.lock();
    try {
      entries.addLast(entry);
      if (entries.size() > LIMIT) {
        entries.removeFirst();
      }
    } finally {
      lock.unlock();
    }
  }

  public List<LoggedRequest> all() {
    lock.lock();
    try {
      return new ArrayList<>(entries);
    } finally {
      lock.unlock();
    }
  }

  /** The requests of one client, by the beginning of its user agent. */
  public List<LoggedRequest> by(String userAgentPrefix) {
    return matching(r -> r.userAgent().startsWith(userAgentPrefix));
  }

  public List<LoggedRequest> matching(Predicate<ApiRequest> wanted) {
    return all().stream().filter(e -> wanted.test(e.request())).toList();
  }

  public long count(Predicate<ApiRequest> wanted) {
    return all().stream().filter(e -> wanted.test(e.request())).count();
  }

  /** Forgets everything so far. */
  public void clear() {
    lock.lock();
    try {
      entries.clear();
    } finally {
      lock.unlock();
    }
  }
}
