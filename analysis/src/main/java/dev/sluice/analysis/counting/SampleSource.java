package dev.sluice.analysis.counting;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where raw samples are asked for: one server, under one set of credentials. Calls block, under the
 * source's own timeout; they never throw for anything that the source or the network does, and end
 * early as {@link Fetched.Failed} when the thread is interrupted.
 */
public interface SampleSource {
  /**
   * Every sample, as it was scraped, of every series that a selector matches.
   *
   * @param selector of series, without a range, such as {@code requests_total{app="a"}}
   * @param from samples at this time are left out
   * @param to samples at this time are taken in
   * @param into is told of one series after the other; when the answer is not {@link
   *     Fetched.Complete}, what it was told is worth nothing
   */
  Fetched samples(String selector, Instant from, Instant to, SeriesReceiver into);

  /**
   * The value that a query has at times that lie {@code step} apart.
   *
   * @param query that gives one number, in the source's own language
   * @param into is told of each time at which there is a value
   */
  Fetched values(String query, Instant first, Instant last, Duration step, ValueReceiver into);

  /** Takes values of one query. */
  interface ValueReceiver {
    /**
     * One value.
     *
     * @param time in milliseconds since 1970
     * @param value no NaN
     */
    void value(long time, double value);
  }

  /** How an answer ended. */
  sealed interface Fetched {
    /**
     * All of it came.
     *
     * @param serverTime the source's own clock when it answered; null when it did not tell
     */
    record Complete(@Nullable Instant serverTime) implements Fetched {}

    /**
     * It is more than can be asked for at once; a shorter time may do.
     *
     * @param reason continues a sentence after a colon, and says what to do
     */
    record TooLarge(String reason) implements Fetched {}

    /**
     * The source is away, slow, or answers what cannot be used.
     *
     * @param reason continues a sentence after a colon, and says what to look at
     */
    record Failed(String reason) implements Fetched {}
  }
}
