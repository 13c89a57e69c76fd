package dev.sluice.simulation.traffic;

/**
 * What one arm answered in a stretch of time.
 *
 * <p>Latencies are counted as a histogram of {@link Latency#BOUNDS} does, from above: how many
 * requests took longer than each bound.
 */
public final class Counts {
  private final long requests;
  private final long errors;
  private final long[] slower;
  private final long[] otherErrors;

  Counts(long requests, long errors, long[] slower, long[] otherErrors) {
    this.requests = requests;
    this.errors = errors;
    this.slower = slower;
    this.otherErrors = otherErrors;
  }

  /**
   * Of one's own making.
   *
   * @param slower for each of {@link Latency#BOUNDS} the requests that took longer
   */
  public static Counts of(long requests, long errors, long... slower) {
    if (slower.length != Latency.BOUNDS.size()) {
      throw new IllegalArgumentException(
          "there are %d bounds, not %d".formatted(Latency.BOUNDS.size(), slower.length));
    }
    return new Counts(requests, errors, slower.clone(), new long[0]);
  }

  /** No request at all, in the shape of another. */
  public static Counts noneLike(Counts shape) {
    return new Counts(0, 0, new long[shape.slower.length], new long[shape.otherErrors.length]);
  }

  /** Both stretches together. */
  public Counts plus(Counts other) {
    return new Counts(
        requests + other.requests,
        errors + other.errors,
        sum(slower, other.slower),
        sum(otherErrors, other.otherErrors));
  }

  public long requests() {
    return requests;
  }

  public long errors() {
    return errors;
  }

  /** How many requests took longer than the bound at this index. */
  public long slower(int bound) {
    return slower[bound];
  }

  /** {@link #slower(int)} for all bounds, in their order; a copy. */
  public long[] slower() {
    return slower.clone();
  }

  /** How many further counters there are. */
  public int others() {
    return otherErrors.length;
  }

  /** What one of the further counters counted. */
  public long otherErrors(int index) {
    return otherErrors[index];
  }

  private static long[] sum(long[] a, long[] b) {
    long[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }
}
