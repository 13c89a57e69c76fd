package dev.sluice.simulation.traffic;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** One arm's {@link Irregularity.Wander}, stationary from the start. */
final class Wandering {
  private final Irregularity.Wander wander;
  private final ContinuousSampler gaussian;
  private double z;

  Wandering(Irregularity.Wander wander, UniformRandomProvider random) {
    this.wander = wander;
    this.gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    this.z = gaussian.sample();
  }

  /** One tick on. */
  void move() {
    double correlation = wander.correlation();
    z = correlation * z + Math.sqrt(1 - correlation * correlation) * gaussian.sample();
  }

  /** What a scale is multiplied by now; its median is 1. */
  double factor() {
    return Math.exp(wander.deviation() * z);
  }

  /** What a rate is multiplied by now; its mean is 1. */
  double factorOfMeanOne() {
    double deviation = wander.deviation();
    return Math.exp(deviation * z - deviation * deviation / 2);
  }
}
