package dev.sluice.analysis;

/** Where metrics are asked for: one server, under one set of credentials. */
public interface MetricSource {
  /**
   * Asks for one number. Blocks, under the source's own timeout; never throws for anything that the
   * source or the network does, and ends early as {@link Sample.Failed} when the thread is
   * interrupted.
   *
   * @param query in the source's own language
   */
  Sample query(String query);
}
