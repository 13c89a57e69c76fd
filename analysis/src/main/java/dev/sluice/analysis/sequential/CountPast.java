package dev.sluice.analysis.sequential;

import dev.sluice.analysis.sequential.History.Past;
import java.util.Arrays;
import java.util.List;

/**
 * What the past of a primary teaches about one kind of bad requests, or of events.
 *
 * @param recent where the sums stand when the analysis begins
 * @param known whether there was enough to measure its variation
 * @param icc as measured, or assumed
 * @param bad in the whole past
 * @param all in the whole past
 * @param upperLimit of the rate; NaN when nothing is known
 */
record CountPast(
    Likelihood likelihood,
    Recent recent,
    boolean known,
    double icc,
    double bad,
    double all,
    double upperLimit) {
  /** Requests without a past are taken to fail once in two thousand. */
  private static final double ASSUMED_REQUESTS = 1001;

  /** Events without a past are taken to occur once in two hours of a pod. */
  private static final double ASSUMED_EXPOSURE = 3600;

  private static final double KNOWN = 1;

  static CountPast errors(Past past, Scale scale) {
    return switch (past) {
      case Past.Counts(var intervals, var pods) ->
          of(
              Likelihood.BINOMIAL,
              bad(intervals),
              all(intervals),
              podBad(pods),
              podAll(pods),
              scale);
      case Past.Unknown() -> unknown(Likelihood.BINOMIAL);
      case Past.Histograms h -> throw mismatch("an ErrorRatio", h);
      case Past.Events e -> throw mismatch("an ErrorRatio", e);
      case Past.Values v -> throw mismatch("an ErrorRatio", v);
    };
  }

  static CountPast events(Past past, Scale scale) {
    return switch (past) {
      case Past.Events(var intervals) ->
          of(
              Likelihood.POISSON,
              intervals.stream().mapToDouble(History.Exposed::events).toArray(),
              intervals.stream().mapToDouble(History.Exposed::exposure).toArray(),
              new double[0][],
              new double[0][],
              scale);
      case Past.Unknown() -> unknown(Likelihood.POISSON);
      case Past.Counts c -> throw mismatch("an EventRate", c);
      case Past.Histograms h -> throw mismatch("an EventRate", h);
      case Past.Values v -> throw mismatch("an EventRate", v);
    };
  }

  static IllegalArgumentException mismatch(String comparison, Past past) {
    return new IllegalArgumentException(
        "the past of %s cannot be %s".formatted(comparison, past.getClass().getSimpleName()));
  }

  private static CountPast of(
      Likelihood likelihood,
      double[] bad,
      double[] all,
      double[][] podBad,
      double[][] podAll,
      Scale scale) {
    Recent recent = new Recent(1, KNOWN);
    for (int i = 0; i < all.length; i++) {
      recent.decay(scale.decay());
      recent.add(0, Math.min(bad[i], all[i]));
      recent.addAll(all[i]);
    }
    double x = sum(bad);
    double n = sum(all);
    if (!(n > 0)) {
      return unknown(likelihood);
    }
    double icc = scale.icc(likelihood, bad, all, podBad, podAll);
    double limit = scale.upperLimit(likelihood, x, n, all.length, icc);
    return new CountPast(likelihood, recent, scale.enough(all), icc, x, n, limit);
  }

  private static CountPast unknown(Likelihood likelihood) {
    boolean requests = likelihood == Likelihood.BINOMIAL;
    Recent recent = new Recent(1, requests ? ASSUMED_REQUESTS : ASSUMED_EXPOSURE);
    double icc = requests ? Dispersion.UNKNOWN_ICC : 0;
    return new CountPast(likelihood, recent, false, icc, 0, 0, Double.NaN);
  }

  private static double[] bad(List<History.Count> counts) {
    return counts.stream().mapToDouble(count -> Math.min(count.bad(), count.total())).toArray();
  }

  private static double[] all(List<History.Count> counts) {
    return counts.stream().mapToDouble(History.Count::total).toArray();
  }

  private static double[][] podBad(List<List<History.Count>> pods) {
    return pods.stream().map(CountPast::bad).toArray(double[][]::new);
  }

  private static double[][] podAll(List<List<History.Count>> pods) {
    return pods.stream().map(CountPast::all).toArray(double[][]::new);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /**
   * How the past's intervals compare with those that will be judged, and how sure a limit must be.
   *
   * @param decay what one interval of the past leaves of the sums before it
   * @param perInterval judged intervals to one of the past, inverse
   * @param delta how likely a limit may be too low
   */
  record Scale(double decay, double perInterval, double delta) {
    static Scale of(History history, Settings settings, double delta) {
      long past = history.interval().toNanos();
      return new Scale(Recent.decay(past), (double) settings.interval().toNanos() / past, delta);
    }

    /** Whether so many intervals told something that their variation can be measured. */
    boolean enough(double[] all) {
      return Arrays.stream(all).filter(n -> n > 0).count() >= Dispersion.LEAST_INTERVALS;
    }

    double icc(
        Likelihood likelihood, double[] bad, double[] all, double[][] podBad, double[][] podAll) {
      Dispersion dispersion = new Dispersion(likelihood);
      if (!enough(all)) {
        return likelihood == Likelihood.BINOMIAL ? Dispersion.UNKNOWN_ICC : 0;
      }
      return podAll.length >= Dispersion.LEAST_PODS
          ? dispersion.betweenPods(podBad, podAll, perInterval)
          : dispersion.betweenIntervals(bad, all, perInterval);
    }

    double upperLimit(Likelihood likelihood, double x, double n, int intervals, double icc) {
      double designEffect = 1 + Math.max(n / intervals * perInterval - 1, 0) * icc;
      return UpperLimit.of(likelihood, x / designEffect, n / designEffect, delta);
    }
  }
}
