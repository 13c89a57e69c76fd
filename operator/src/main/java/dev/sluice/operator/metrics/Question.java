package dev.sluice.operator.metrics;

import dev.sluice.analysis.Check;
import dev.sluice.analysis.Measured;
import dev.sluice.analysis.MetricSource;
import dev.sluice.analysis.Sample;
import java.time.InstantSource;

/**
 * A check with what it takes to answer it.
 *
 * @param query ready to be asked, in one line; empty when it cannot be asked
 */
record Question(Check check, String query, MetricSource source) {

  /** One that cannot be asked. */
  static Question unaskable(Check check, String message) {
    Sample why = new Sample.Unasked(message);
    return new Question(check, "", query -> why);
  }

  /** Blocks as the source does. */
  Measured measure(InstantSource clock) {
    Sample sample = source.query(query);
    return new Measured(check, query, sample, clock.instant());
  }
}
