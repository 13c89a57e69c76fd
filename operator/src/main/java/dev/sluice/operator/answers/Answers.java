package dev.sluice.operator.answers;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks questions that block (hooks, checks) without holding up who asks. A question has a key:
 * asked again while it is under way or answered, it is not asked a second time. An answer is kept
 * until it is forgotten by its key, so that a reconcile whose status could not be written finds it
 * again, or until it is too old or there are too many.
 *
 * <p>Nothing here survives the process: a question that was under way is asked anew by the next
 * one.
 */
public final class Answers<T> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);

  private final ExecutorService executor;
  private final InstantSource clock;
  private final Limits limits;
  private final Semaphore permits;
  private final Object lock = new Object();
  private final Map<String, Flight> flights = new HashMap<>();
  private final NavigableMap<String, Kept<T>> kept = new TreeMap<>();

  /** Keys in the order of their answers, also of some that were forgotten since. */
  private final Deque<Aged<T>> ages = new ArrayDeque<>();

  private boolean closed;

  /**
   * @param atOnce how many questions are asked at the same time; the others wait, and their
   *     deadlines run
   * @param answers how many answers are kept; the oldest goes first
   * @param keep how long an answer is kept
   */
  public record Limits(int atOnce, int answers, Duration keep) {
    /** For one operator: what a few thousand Canaries ask at once. */
    public static final Limits DEFAULT = new Limits(256, 20_000, Duration.ofMinutes(10));

    public Limits {
      if (atOnce < 1 || answers < 1 || !keep.isPositive()) {
        throw new IllegalArgumentException(
            "limits must be positive: %d at once, %d answers, kept %s"
                .formatted(atOnce, answers, keep));
      }
    }
  }

  private static final class Flight {
    final Runnable whenAnswered;
    @Nullable Future<?> work;

    Flight(Runnable whenAnswered) {
      this.whenAnswered = whenAnswered;
    }
  }

  private record Kept<T>(Answer<T> answer, Instant at) {}

  private record Aged<T>(String key, Kept<T> kept) {}

  /**
   * @param executor runs the questions; with a virtual thread for each
   */
  public Answers(ExecutorService executor, InstantSource clock, Limits limits) {
    this.executor = executor;
    this.clock = clock;
    this.limits = limits;
    this.permits = new Semaphore(limits.atOnce());
  }

  /**
   * The answer, if there is one. Otherwise the question is asked, unless it is under way.
   *
   * @param key names the question: the same key, the same answer
   * @param deadline from now; then the asking thread is interrupted and the answer is {@link
   *     Answer.Failed}
   * @param whenAnswered called once, from another thread, after {@link Answer.Pending} was returned
   *     for a question that this call started
   */
  public Answer<T> ask(String key, Duration deadline, Callable<T> question, Runnable whenAnswered) {
    synchronized (lock) {
      dropExpired();
      Kept<T> answered = kept.get(key);
      if (answered != null) {
        return answered.answer();
      }
      if (closed || flights.containsKey(key)) {
        return new Answer.Pending<>();
      }
      start(key, deadline, question, whenAnswered);
      return new Answer.Pending<>();
    }
  }

  /** What is answered so far of the questions whose keys begin so, by the rest of their keys. */
  public Map<String, Answer<T>> answered(String prefix) {
    synchronized (lock) {
      dropExpired();
      Map<String, Answer<T>> answered = new HashMap<>();
      beginningWith(prefix)
          .forEach((key, known) -> answered.put(key.substring(prefix.length()), known.answer()));
      return answered;
    }
  }

  /**
   * Lets the answer go, once what follows from it is written down; a later question is asked anew.
   */
  public void forget(String key) {
    synchronized (lock) {
      kept.remove(key);
    }
  }

  /** Lets all answers go whose keys begin so, and gives up what is under way. */
  public void forgetAll(String prefix) {
    synchronized (lock) {
      beginningWith(prefix).clear();
      flights
          .entrySet()
          .removeIf(
              flight -> {
                boolean matches = flight.getKey().startsWith(prefix);
                if (matches) {
                  cancel(flight.getValue());
                }
                return matches;
              });
    }
  }

  /** How many questions are under way. */
  public int underWay() {
    synchronized (lock) {
      return flights.size();
    }
  }

  /** Interrupts what is under way; nothing is asked from now on. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    forgetAll("");
  }

  private void start(String key, Duration deadline, Callable<T> question, Runnable whenAnswered) {
    Flight flight = new Flight(whenAnswered);
    flights.put(key, flight);
    try {
      flight.work = executor.submit(() -> answer(key, flight, asked(question)));
      CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS, executor)
          .execute(() -> expire(key, flight, deadline));
    } catch (RejectedExecutionException e) {
      flights.remove(key);
      log.debug("Not asking {}: shutting down", key);
    }
  }

  private Answer<T> asked(Callable<T> question) {
    try {
      permits.acquire();
      try {
        return new Answer.Ready<>(question.call());
      } finally {
        permits.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Failed<>("interrupted");
    } catch (Exception e) {
      log.warn("A question threw instead of answering", e);
      return new Answer.Failed<>(e.toString());
    }
  }

  private void expire(String key, Flight flight, Duration deadline) {
    answer(key, flight, new Answer.Failed<>("no answer within " + deadline.toMillis() + "ms"));
    synchronized (lock) {
      cancel(flight);
    }
  }

  private void answer(String key, Flight flight, Answer<T> answer) {
    synchronized (lock) {
      if (!flights.remove(key, flight)) {
        return;
      }
      Kept<T> fresh = new Kept<>(answer, clock.instant());
      kept.put(key, fresh);
      ages.addLast(new Aged<>(key, fresh));
      while (kept.size() > limits.answers()) {
        dropOldest();
      }
    }
    flight.whenAnswered.run();
  }

  private void dropExpired() {
    Instant oldest = clock.instant().minus(limits.keep());
    while (!ages.isEmpty() && ages.getFirst().kept().at().isBefore(oldest)) {
      dropOldest();
    }
  }

  private void dropOldest() {
    Aged<T> eldest = ages.removeFirst();
    kept.remove(eldest.key(), eldest.kept());
  }

  private NavigableMap<String, Kept<T>> beginningWith(String prefix) {
    return kept.subMap(prefix, true, prefix + Character.MAX_VALUE, false);
  }

  private static void cancel(Flight flight) {
    if (flight.work != null) {
      flight.work.cancel(true);
    }
  }
}
