package dev.sluice.analysis.sequential;

import java.util.function.DoubleConsumer;

/** One metric's evidence, and what came of it so far. */
final class Track {
  final MetricFold fold;
  private double logE;
  private double highest;
  private long told;
  private long withoutData;
  private boolean toldInStep;

  Track(MetricFold fold) {
    this.fold = fold;
  }

  static Track of(
      Comparison comparison, History.Past past, CountPast.Scale scale, Against against) {
    return new Track(
        switch (comparison) {
          case Comparison.ErrorRatio errors ->
              new CountFold(errors, CountPast.errors(past, scale), against);
          case Comparison.EventRate events ->
              new CountFold(events, CountPast.events(past, scale), against);
          case Comparison.Latency latency ->
              new LatencyFold(latency, LatencyPast.of(past, scale), against);
          case Comparison.Gauge gauge -> new GaugeFold(gauge, GaugePast.of(gauge, past), against);
        });
  }

  void fold(Arms arms, Moment moment) {
    boolean both = fold.fold(arms, moment);
    if (moment.judged) {
      if (both) {
        told++;
        toldInStep |= moment.inStep;
      } else {
        withoutData++;
      }
      logE = fold.logE(moment);
      highest = Math.max(highest, logE);
    }
  }

  void enterStep() {
    fold.enterStep();
    toldInStep = false;
  }

  boolean decides() {
    return !fold.comparison().dryRun();
  }

  /** Whether it has seen as many requests as it must before it may decide. */
  boolean heard() {
    long least = fold.comparison().minRequests();
    return least == 0 || fold.canary().requests() >= least;
  }

  /** Logarithm of its e-value, as far as it may speak against the canary. */
  double counted() {
    return heard() ? logE : Math.min(logE, 0);
  }

  double logE() {
    return logE;
  }

  /** The highest logarithm of its e-value so far; at least 0. */
  double highest() {
    return highest;
  }

  long told() {
    return told;
  }

  long withoutData() {
    return withoutData;
  }

  boolean toldInStep() {
    return toldInStep;
  }

  boolean vouches(double needed) {
    return heard() && told > 0 && fold.vouches(needed);
  }

  void state(DoubleConsumer out) {
    out.accept(logE);
    out.accept(highest);
    out.accept((double) told);
    out.accept((double) withoutData);
    fold.state(out);
  }
}
