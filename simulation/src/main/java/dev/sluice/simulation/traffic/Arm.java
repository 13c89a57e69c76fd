package dev.sluice.simulation.traffic;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ChengBetaSampler;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.jspecify.annotations.Nullable;

/** The requests that one arm answers; what wanders, wanders for each arm by itself. */
final class Arm {
  private static final Change.Tail NO_TAIL = new Change.Tail(0, 1);

  private final Service service;
  private final UniformRandomProvider random;
  private final @Nullable Wandering errors;
  private final @Nullable Wandering latencies;

  // The latencies of the last tick, which are mostly those of the next.
  private double knownFactor = Double.NaN;
  private Change.Tail knownTail = NO_TAIL;
  private double[] knownShares = {};

  Arm(Service service, UniformRandomProvider random) {
    this.service = service;
    this.random = random;
    this.errors =
        service.irregularity() instanceof Irregularity.WanderingErrors wandering
            ? new Wandering(wandering.wander(), random)
            : null;
    this.latencies =
        service.irregularity() instanceof Irregularity.WanderingLatency wandering
            ? new Wandering(wandering.wander(), random)
            : null;
  }

  /**
   * One tick.
   *
   * @param mean how many requests are to be expected, 0 or more
   * @param errorRate share of them that is to be expected to fail
   * @param latencyFactor how many times as long as usual they take
   */
  Counts tick(double mean, double errorRate, double latencyFactor, Change.Tail tail) {
    double rate = errorRate;
    double factor = latencyFactor;
    if (errors != null) {
      errors.move();
      rate *= errors.factorOfMeanOne();
    }
    if (latencies != null) {
      latencies.move();
      factor *= latencies.factor();
    }
    long requests = mean > 0 ? PoissonSampler.of(random, mean).sample() : 0;
    long failed = Binomial.sample(random, requests, clustered(rate));
    long[] slower = slower(requests, shares(factor, tail));
    return new Counts(requests, failed, slower, others(requests));
  }

  private double clustered(double rate) {
    if (service.irregularity() instanceof Irregularity.Clusters clusters) {
      double size = 1 / clusters.correlation() - 1;
      return ChengBetaSampler.of(random, rate * size, (1 - rate) * size).sample();
    }
    return Math.min(rate, 1);
  }

  /** Of those slower than one bound, some are slower than the next. */
  private long[] slower(long requests, double[] shares) {
    long[] slower = new long[shares.length];
    long left = requests;
    double before = 1;
    for (int i = 0; i < shares.length && left > 0; i++) {
      left = Binomial.sample(random, left, Math.min(shares[i] / before, 1));
      slower[i] = left;
      before = shares[i];
    }
    return slower;
  }

  private double[] shares(double factor, Change.Tail tail) {
    if (factor != knownFactor || !tail.equals(knownTail)) {
      knownFactor = factor;
      knownTail = tail;
      knownShares = service.latency().slower(factor);
      if (tail.share() > 0) {
        double[] slowest = service.latency().slower(factor * tail.factor());
        for (int i = 0; i < slowest.length; i++) {
          knownShares[i] = (1 - tail.share()) * knownShares[i] + tail.share() * slowest[i];
        }
      }
    }
    return knownShares;
  }

  private long[] others(long requests) {
    List<Double> rates = service.otherErrorRates();
    long[] others = new long[rates.size()];
    for (int i = 0; i < others.length; i++) {
      others[i] = Binomial.sample(random, requests, rates.get(i));
    }
    return others;
  }
}
