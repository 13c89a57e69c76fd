package dev.sluice.analysis.sequential;

/**
 * All metrics together. Those that may be averaged are: the average of e-processes is one, however
 * they hang together. Each of the others has its own share of alpha (Bonferroni).
 *
 * <p>Vovk, Wang: E-values: calibration, combination and applications. Ann. Statist. 49(3) 2021.
 */
final class Merged {
  private final Track[] deciding;
  private final double logMetrics;

  Merged(Track[] deciding) {
    this.deciding = deciding;
    this.logMetrics = StrictMath.log(deciding.length);
  }

  /** Logarithm of the evidence, to be compared with {@code ln(1/alpha)}. */
  double logE() {
    double logE = logSum();
    for (Track track : deciding) {
      if (!track.fold.averaged()) {
        logE = Math.max(logE, track.counted());
      }
    }
    return logE - logMetrics;
  }

  /**
   * Whether there is so many times the evidence for a regression that there was in the beginning,
   * or more.
   *
   * @param logTimes logarithm of how many times, at least 0
   */
  boolean leansToRegression(double logTimes) {
    int averaged = 0;
    for (Track track : deciding) {
      if (track.fold.averaged()) {
        averaged++;
      } else if (track.counted() > logTimes) {
        return true;
      }
    }
    return averaged > 0 && logSum() >= StrictMath.log(averaged) + logTimes;
  }

  private double logSum() {
    double reference = Double.NEGATIVE_INFINITY;
    for (Track track : deciding) {
      if (track.fold.averaged()) {
        reference = Math.max(reference, track.counted());
      }
    }
    if (reference == Double.NEGATIVE_INFINITY) {
      return reference;
    }
    double sum = 0;
    for (Track track : deciding) {
      if (track.fold.averaged()) {
        sum += LogDomain.relative(track.counted(), reference);
      }
    }
    return reference + StrictMath.log(sum);
  }

  /** The metric that speaks loudest against the canary. */
  Track loudest() {
    Track loudest = deciding[0];
    for (Track track : deciding) {
      if (track.highest() > loudest.highest()) {
        loudest = track;
      }
    }
    return loudest;
  }

  /** The share of the evidence that one metric alone would need, as a logarithm. */
  double alone(double needed) {
    return needed + logMetrics;
  }

  boolean vouch(double needed) {
    for (Track track : deciding) {
      if (!track.vouches(needed)) {
        return false;
      }
    }
    return true;
  }

  boolean bearNextStep(double needed) {
    for (Track track : deciding) {
      if (!track.heard() || !track.toldInStep() || !track.fold.bearsNextStep(needed)) {
        return false;
      }
    }
    return true;
  }

  boolean toldInStep() {
    for (Track track : deciding) {
      if (!track.toldInStep()) {
        return false;
      }
    }
    return true;
  }

  boolean told() {
    for (Track track : deciding) {
      if (track.told() == 0) {
        return false;
      }
    }
    return true;
  }

  Track[] deciding() {
    return deciding;
  }
}
