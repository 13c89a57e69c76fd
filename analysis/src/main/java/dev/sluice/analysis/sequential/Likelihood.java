package dev.sluice.analysis.sequential;

/**
 * The e-variable of one interval: the likelihood ratio of an alternative against the point of the
 * line {@code canary = factor * primary + extra} that is closest to it in Kullback-Leibler
 * divergence (its reverse information projection). On the line and on the far side of it, as seen
 * from the alternative, its expectation is at most 1, whatever the true rates are.
 *
 * <p>Turner, Ly, Grünwald: Generic E-variables for exact sequential k-sample tests that allow for
 * optional stopping. JSPI 230 (2024), arXiv:2106.02693.
 */
enum Likelihood {
  /** So many bad out of so many requests. */
  BINOMIAL {
    @Override
    double alternative(double line, double odds) {
      double scaled = line / (1 - line) * odds;
      return Math.min(scaled / (1 + scaled), HIGHEST);
    }

    @Override
    double logRatio(double x, double n, double a, double theta) {
      double bad = x > 0 ? x * StrictMath.log(a / theta) : 0;
      double good = n - x;
      return good > 0 ? bad + good * StrictMath.log1p((theta - a) / (1 - theta)) : bad;
    }

    @Override
    double projected(double nc, double np, double ac, double ap, double factor, double extra) {
      double edge = Math.clamp((ac - extra) / factor, LEAST, 1 - LEAST);
      double high = Math.min(Math.max(ap, edge), (1 - LEAST - extra) / factor);
      double low = Math.min(Math.min(ap, edge), high);
      double start = POISSON.projected(nc, np, ac, ap, factor, extra);
      double theta = root(nc, np, ac, ap, factor, extra, low, high, Math.clamp(start, low, high));
      return Math.clamp(theta, LEAST, 1 - LEAST);
    }
  },

  /** So many events in so much exposure. */
  POISSON {
    @Override
    double alternative(double line, double odds) {
      return line * odds;
    }

    @Override
    double logRatio(double x, double n, double a, double theta) {
      double events = x > 0 ? x * StrictMath.log(a / theta) : 0;
      return events - n * (a - theta);
    }

    @Override
    double projected(double nc, double np, double ac, double ap, double factor, double extra) {
      double square = factor * (nc * factor + np);
      double linear = nc * factor * (ac - extra) + np * (ap * factor - extra);
      double constant = np * ap * extra;
      double root = Math.sqrt(linear * linear + 4 * square * constant);
      double theta = linear >= 0 ? (linear + root) / (2 * square) : 2 * constant / (root - linear);
      return Math.max(theta, Double.MIN_NORMAL);
    }
  };

  private static final double LEAST = 1e-9;
  private static final double HIGHEST = 0.999;
  private static final int ENOUGH = 100;

  /** The alternative whose odds, or whose rate, are so many times those on the line. */
  abstract double alternative(double line, double odds);

  /** The logarithm of the likelihood ratio of {@code a} against {@code theta}, in one arm. */
  abstract double logRatio(double x, double n, double a, double theta);

  /** The primary's rate at the point of the line that is closest to the alternative. */
  abstract double projected(
      double nc, double np, double ac, double ap, double factor, double extra);

  /**
   * The logarithm of the e-value of one interval; 0 when an arm is empty.
   *
   * @param xc bad requests of the canary out of {@code nc}; neither need be whole
   * @param xp bad requests of the primary out of {@code np}
   * @param ac the alternative's rate in the canary, chosen before this interval was seen
   * @param ap the alternative's rate in the primary, chosen before this interval was seen
   */
  final double logE(
      double xc,
      double nc,
      double xp,
      double np,
      double ac,
      double ap,
      double factor,
      double extra) {
    if (!(nc > 0) || !(np > 0)) {
      return 0;
    }
    double theta = projected(nc, np, ac, ap, factor, extra);
    return logRatio(xc, nc, ac, Math.min(factor * theta + extra, ceiling()))
        + logRatio(xp, np, ap, theta);
  }

  private double ceiling() {
    return this == BINOMIAL ? 1 - LEAST : Double.MAX_VALUE;
  }

  /**
   * The one root in the bracket of the derivative along the line, times {@code theta (1 - theta)}
   * of both arms so that it is a cubic: Newton's method, halving the bracket where that leaves it,
   * until nothing moves.
   */
  private static double root(
      double nc,
      double np,
      double ac,
      double ap,
      double factor,
      double extra,
      double from,
      double to,
      double start) {
    double low = from;
    double high = to;
    double theta = start;
    for (int i = 0; i < ENOUGH; i++) {
      double tc = factor * theta + extra;
      double vp = theta * (1 - theta);
      double vc = tc * (1 - tc);
      double value = nc * factor * (ac - tc) * vp + np * (ap - theta) * vc;
      if (value > 0) {
        low = theta;
      } else {
        high = theta;
      }
      double slope =
          nc * factor * ((ac - tc) * (1 - 2 * theta) - factor * vp)
              + np * ((ap - theta) * factor * (1 - 2 * tc) - vc);
      double move = -value / slope;
      if (Math.abs(move) <= Math.ulp(theta)) {
        return theta;
      }
      double next = theta + move;
      if (!(slope < 0 && next > low && next < high)) {
        next = 0.5 * (low + high);
        if (!(next > low && next < high)) {
          return theta;
        }
      }
      theta = next;
    }
    return theta;
  }
}
