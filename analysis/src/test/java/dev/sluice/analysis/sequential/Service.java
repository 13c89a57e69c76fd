package dev.sluice.analysis.sequential;

import dev.sluice.analysis.sequential.Arms.Counts;
import dev.sluice.analysis.sequential.Arms.Histograms;
import dev.sluice.analysis.sequential.History.Past;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A made-up service under load: requests fail and are slow by chance alone. */
final class Service {
  /** OpenTelemetry's default bounds. */
  static final double[] BOUNDS = {.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10};

  private static final double MEDIAN = 0.08;
  private static final double SPREAD = 0.7;

  private final RandomGenerator random;
  private final double perSecond;
  private final double errors;
  private Duration clock = Duration.ZERO;

  /** What is different about the canary. */
  double canaryErrors;

  double canarySlowdown = 1;

  Service(long seed, double perSecond, double errors) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.perSecond = perSecond;
    this.errors = errors;
    this.canaryErrors = errors;
  }

  /** Half an hour of the primary, for metrics of these kinds. */
  History history(List<Comparison> metrics) {
    List<Past> pasts = new ArrayList<>();
    for (Comparison metric : metrics) {
      pasts.add(past(metric));
    }
    return new History(Settings.INTERVAL, pasts);
  }

  private Past past(Comparison metric) {
    int intervals = 120;
    return switch (metric) {
      case Comparison.ErrorRatio errors -> {
        List<History.Count> counts = new ArrayList<>();
        for (int i = 0; i < intervals; i++) {
          int n = requests(1);
          counts.add(new History.Count(bad(n, this.errors), n));
        }
        yield new Past.Counts(counts);
      }
      case Comparison.Latency latency -> {
        List<Histogram> histograms = new ArrayList<>();
        for (int i = 0; i < intervals; i++) {
          histograms.add(histogram(requests(1), 1));
        }
        yield new Past.Histograms(histograms);
      }
      case Comparison.Gauge gauge -> {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < intervals; i++) {
          values.add(gauge(1));
        }
        yield new Past.Values(values);
      }
      case Comparison.EventRate events -> {
        List<History.Exposed> exposed = new ArrayList<>();
        for (int i = 0; i < intervals; i++) {
          exposed.add(new History.Exposed(0, 60));
        }
        yield new Past.Events(exposed);
      }
    };
  }

  /** The next interval, with so much of the traffic on the canary. */
  Interval next(List<Comparison> metrics, double weight) {
    int own = requests(weight);
    int theirs = requests(1 - weight);
    List<Arms> arms = new ArrayList<>();
    for (Comparison metric : metrics) {
      arms.add(
          switch (metric) {
            case Comparison.ErrorRatio ratio ->
                new Counts(bad(own, canaryErrors), own, bad(theirs, errors), theirs);
            case Comparison.Latency latency ->
                new Histograms(histogram(own, canarySlowdown), histogram(theirs, 1));
            case Comparison.Gauge gauge -> new Arms.Values(gauge(canarySlowdown), gauge(1));
            case Comparison.EventRate rate -> new Arms.Events(0, 30, 0, 60);
          });
    }
    Interval interval = new Interval(clock, Settings.INTERVAL, weight, arms);
    clock = interval.end();
    return interval;
  }

  int requests(double weight) {
    double mean = perSecond * Settings.INTERVAL.toSeconds() * weight;
    double sum = 0;
    int count = -1;
    while (sum < mean) {
      sum += random.nextExponential();
      count++;
    }
    return Math.max(count, 0);
  }

  int bad(int n, double share) {
    int bad = 0;
    for (int i = 0; i < n; i++) {
      bad += random.nextDouble() < share ? 1 : 0;
    }
    return bad;
  }

  Histogram histogram(int n, double slowdown) {
    long[] above = new long[BOUNDS.length];
    for (int i = 0; i < n; i++) {
      double latency = MEDIAN * slowdown * Math.exp(SPREAD * random.nextGaussian());
      for (int b = 0; b < above.length && latency > BOUNDS[b]; b++) {
        above[b]++;
      }
    }
    return new Histogram(BOUNDS, above, n);
  }

  private double gauge(double factor) {
    return 500 * factor * Math.exp(0.1 * random.nextGaussian());
  }
}
