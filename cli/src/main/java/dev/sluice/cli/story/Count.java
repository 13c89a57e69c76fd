package dev.sluice.cli.story;

/**
 * Requests, as their senders counted them.
 *
 * @param requests that were sent and ended
 * @param failures those of them that got no answer or a server's error
 */
public record Count(long requests, long failures) {
  /** None yet. */
  public static final Count ZERO = new Count(0, 0);

  /** What came since an earlier count. */
  public Count since(Count earlier) {
    return new Count(requests - earlier.requests, failures - earlier.failures);
  }

  /** Failures in percent of the requests; 0 if there were none. */
  public double failedPercent() {
    return requests == 0 ? 0 : 100.0 * failures / requests;
  }
}
