package dev.sluice.analysis.sequential;

import static dev.sluice.analysis.sequential.Likelihood.BINOMIAL;
import static dev.sluice.analysis.sequential.Likelihood.POISSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LikelihoodTest {

  @ParameterizedTest
  @CsvSource({
    "150, 3, 2850, 3, 0.00495, 0.001, 1.15, 0.0005, 0.0017879579689, 0.0011199634512, 2.5905585857",
    "750, 12, 750, 1, 0.01, 0.001, 1.15, 0.0005, 0.0059355671602, 0.0047265801393, 4.4818475361",
    "1500, 15, 1500, 14, 0.01, 0.01, 1.5, 0.002, 0.0130730772178, 0.0073820514785, 0.9223258911",
    "100, 50, 900, 1, 0.5, 0.001, 1.15, 0.0005, 0.0581047723268, 0.0500911063711, 117.33931548",
    "300, 0, 700, 0, 0.02, 0.005, 1, 0, 0.0095, 0.0095, -0.0241786282",
  })
  void givesThePublishedValues(
      double nc,
      double xc,
      double np,
      double xp,
      double ac,
      double ap,
      double factor,
      double extra,
      double thetaCanary,
      double thetaPrimary,
      double logE) {
    double theta = BINOMIAL.projected(nc, np, ac, ap, factor, extra);
    assertThat(theta).isCloseTo(thetaPrimary, within(1e-13));
    assertThat(factor * theta + extra).isCloseTo(thetaCanary, within(1e-13));
    assertThat(BINOMIAL.logE(xc, nc, xp, np, ac, ap, factor, extra)).isCloseTo(logE, within(1e-8));
  }

  @ParameterizedTest
  @EnumSource
  void isSilentWhenAnArmIsEmpty(Likelihood likelihood) {
    assertThat(likelihood.logE(0, 0, 5, 100, 0.5, 0.1, 1.15, 0.0005)).isZero();
    assertThat(likelihood.logE(5, 100, 0, 0, 0.5, 0.1, 1.15, 0.0005)).isZero();
  }

  /** The closed form for equal rates. */
  @Property(tries = 300)
  void projectsOntoThePooledRateWhenTheLineIsEquality(
      @ForAll @IntRange(min = 1, max = 1_000_000) int nc,
      @ForAll @IntRange(min = 1, max = 1_000_000) int np,
      @ForAll @DoubleRange(min = -6, max = 0) double logCanary,
      @ForAll @DoubleRange(min = -6, max = 0) double logPrimary) {
    double ac = 0.99 * Math.pow(10, logCanary);
    double ap = 0.99 * Math.pow(10, logPrimary);
    double pooled = (nc * ac + np * ap) / (nc + np);
    assertThat(BINOMIAL.projected(nc, np, ac, ap, 1, 0)).isCloseTo(pooled, within(1e-12 * pooled));
  }

  /** Where nothing is gained by moving along the line; found by halving, to compare with. */
  @Property(tries = 1000)
  void findsTheRootThatHalvingFinds(
      @ForAll @DoubleRange(min = 0, max = 9) double logCanary,
      @ForAll @DoubleRange(min = 0, max = 9) double logPrimary,
      @ForAll @DoubleRange(min = -6, max = -0.05) double logRate,
      @ForAll @DoubleRange(min = 0.01, max = 7) double logOdds,
      @ForAll @DoubleRange(min = 1, max = 3) double factor,
      @ForAll @DoubleRange(min = 0, max = 0.02) double extra) {
    double ap = Math.pow(10, logRate);
    double line = factor * ap + extra;
    if (line >= 0.97) {
      return;
    }
    double nc = Math.pow(10, logCanary);
    double np = Math.pow(10, logPrimary);
    double ac = BINOMIAL.alternative(line, Math.exp(logOdds));
    double halved = halved(nc, np, ac, ap, factor, extra);
    assertThat(BINOMIAL.projected(nc, np, ac, ap, factor, extra))
        .isCloseTo(halved, within(1e-11 * halved + 2e-16));
    double mirrored = halved(nc, np, ap, ap, factor, extra);
    assertThat(BINOMIAL.projected(nc, np, ap, ap, factor, extra))
        .isCloseTo(mirrored, within(1e-11 * mirrored + 2e-16));
  }

  private static double halved(
      double nc, double np, double ac, double ap, double factor, double extra) {
    double edge = Math.clamp((ac - extra) / factor, 1e-9, 1 - 1e-9);
    double high = Math.min(Math.max(ap, edge), (1 - 1e-9 - extra) / factor);
    double low = Math.min(Math.min(ap, edge), high);
    for (int i = 0; i < 200; i++) {
      double middle = 0.5 * (low + high);
      double tc = factor * middle + extra;
      double slope =
          nc * factor * (ac - tc) / (tc * (1 - tc)) + np * (ap - middle) / (middle * (1 - middle));
      if (slope > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return 0.5 * (low + high);
  }

  @Property(tries = 200)
  void saysMoreForARegressionWithEveryBadRequestOfTheCanary(
      @ForAll @IntRange(min = 1, max = 200) int nc,
      @ForAll @IntRange(min = 1, max = 2000) int np,
      @ForAll @IntRange(min = 0, max = 50) int xp,
      @ForAll @DoubleRange(min = -4, max = -0.3) double logRate,
      @ForAll @DoubleRange(min = 1.1, max = 1000) double odds) {
    double ap = Math.pow(10, logRate);
    double ac = BINOMIAL.alternative(1.15 * ap + 0.0005, odds);
    double before = Double.NEGATIVE_INFINITY;
    double mirrored = Double.POSITIVE_INFINITY;
    for (int xc = 0; xc <= nc; xc++) {
      double now = BINOMIAL.logE(xc, nc, Math.min(xp, np), np, ac, ap, 1.15, 0.0005);
      assertThat(now).isGreaterThan(before);
      before = now;
      double promotion = BINOMIAL.logE(xc, nc, Math.min(xp, np), np, ap, ap, 1.5, 0.002);
      assertThat(promotion).isLessThan(mirrored);
      mirrored = promotion;
    }
  }

  @Property(tries = 300)
  void isAnEVariableForEveryRateWithinTolerance(
      @ForAll @IntRange(min = 1, max = 40) int nc,
      @ForAll @IntRange(min = 1, max = 120) int np,
      @ForAll @DoubleRange(min = -4, max = -0.3) double logRate,
      @ForAll @DoubleRange(min = 1.01, max = 1000) double odds,
      @ForAll @DoubleRange(min = 0, max = 0.8) double primary,
      @ForAll @DoubleRange(min = 0, max = 1) double withinLine) {
    double ap = Math.pow(10, logRate);
    double ac = BINOMIAL.alternative(1.15 * ap + 0.0005, odds);
    double canary = Math.min(1, withinLine * (1.15 * primary + 0.0005));
    assertThat(expected(nc, np, canary, primary, ac, ap, 1.15, 0.0005))
        .isLessThanOrEqualTo(1 + 1e-9);
    double onTheLine = Math.min(1, 1.15 * primary + 0.0005);
    assertThat(expected(nc, np, onTheLine, primary, ac, ap, 1.15, 0.0005))
        .isLessThanOrEqualTo(1 + 1e-9);
  }

  @Property(tries = 300)
  void isAnEVariableForEveryRateBeyondHarm(
      @ForAll @IntRange(min = 1, max = 40) int nc,
      @ForAll @IntRange(min = 1, max = 120) int np,
      @ForAll @DoubleRange(min = -4, max = -0.3) double logRate,
      @ForAll @DoubleRange(min = 0, max = 0.6) double primary,
      @ForAll @DoubleRange(min = 1, max = 5) double beyond) {
    double ap = Math.pow(10, logRate);
    double canary = Math.min(1, beyond * (1.5 * primary + 0.002));
    assertThat(expected(nc, np, canary, primary, ap, ap, 1.5, 0.002)).isLessThanOrEqualTo(1 + 1e-9);
  }

  /** The same for events, of which there may be any number. */
  @Property(tries = 200)
  void isAnEVariableForEveryRateOfEventsWithinTolerance(
      @ForAll @DoubleRange(min = 1, max = 20) double nc,
      @ForAll @DoubleRange(min = 1, max = 20) double np,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double ap,
      @ForAll @DoubleRange(min = 1.01, max = 10) double odds,
      @ForAll @DoubleRange(min = 0.01, max = 1) double primary,
      @ForAll @DoubleRange(min = 0, max = 1) double withinLine) {
    double ac = POISSON.alternative(1.15 * ap + 0.01, odds);
    double canary = withinLine * (1.15 * primary + 0.01);
    double theta = POISSON.projected(nc, np, ac, ap, 1.15, 0.01);
    double thetaCanary = 1.15 * theta + 0.01;
    // The logarithm of the expectation of a Poisson likelihood ratio.
    double logExpected =
        nc * (canary - thetaCanary) * (ac - thetaCanary) / thetaCanary
            + np * (primary - theta) * (ap - theta) / theta;
    assertThat(logExpected).isLessThanOrEqualTo(1e-9);
    double one = POISSON.logE(2, nc, 1, np, ac, ap, 1.15, 0.01);
    assertThat(POISSON.logE(3, nc, 1, np, ac, ap, 1.15, 0.01)).isGreaterThan(one);
  }

  private static double expected(
      int nc,
      int np,
      double canary,
      double primary,
      double ac,
      double ap,
      double factor,
      double extra) {
    double[] ofCanary = probabilities(nc, canary);
    double[] ofPrimary = probabilities(np, primary);
    double sum = 0;
    for (int xc = 0; xc <= nc; xc++) {
      for (int xp = 0; xp <= np; xp++) {
        double logE = BINOMIAL.logE(xc, nc, xp, np, ac, ap, factor, extra);
        sum += Math.exp(logE) * ofCanary[xc] * ofPrimary[xp];
      }
    }
    return sum;
  }

  /** Of a binomial distribution. */
  private static double[] probabilities(int n, double p) {
    double[] row = new double[n + 1];
    row[0] = 1;
    for (int i = 1; i <= n; i++) {
      for (int x = i; x > 0; x--) {
        row[x] = row[x] * (1 - p) + row[x - 1] * p;
      }
      row[0] *= 1 - p;
    }
    return row;
  }

  /** Expected values from arithmetic with fifty digits. */
  @ParameterizedTest
  @CsvSource({
    "1e9, 1e6, 1e9, 1e6, 0.001, -82016.920519191242",
    "1e9, 2e6, 1e9, 1e6, 0.001, 18533.1161141644757",
    "1e9, 0, 1e9, 0, 0.001, -52907.2521750703042",
    "1, 1, 1e9, 0, 0.000001, 1.38400044323214233",
  })
  void staysRightForABillionRequests(
      double nc, double xc, double np, double xp, double ap, double expected) {
    assertThat(BINOMIAL.logE(xc, nc, xp, np, 0.002, ap, 1.15, 0.0005))
        .isCloseTo(expected, within(1e-10 * Math.abs(expected)));
  }

  @Test
  void hasTheAlternativesOfTheTable() {
    double line = 1.15 * 0.001 + 0.0005;
    double[] odds = {1.3, 1.7, 2.3, 3.2, 5, 8, 16, 40, 150, 1000};
    double[] expected = {
      .00214394, .00280176, .00378688, .0052609, .00819591, .01304928, .02576238, .06200968,
      .19865955, .62302943
    };
    for (int j = 0; j < odds.length; j++) {
      assertThat(BINOMIAL.alternative(line, odds[j])).isCloseTo(expected[j], within(5e-9));
    }
    assertThat(BINOMIAL.alternative(0.97, 1000)).isEqualTo(0.999);
  }
}
