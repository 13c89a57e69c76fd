package dev.sluice.simulation.policy;

import dev.sluice.simulation.policy.KayentaClassifier.Label;
import dev.sluice.simulation.traffic.Counts;
import org.jspecify.annotations.Nullable;

/**
 * Kayenta's canary analysis with its judge {@code NetflixACAJudge-v1.0}: error rate and 99th
 * percentile, each a group of the same weight, are compared with those of a baseline of the same
 * size, over all time so far. A score below the marginal one ends the analysis; at the end the
 * score must reach the one to pass.
 */
public final class Kayenta implements Policy {
  private static final double MARGINAL = 75;
  private static final double PASS = 95;
  private static final double QUANTILE = 0.99;
  private static final double TOLERANCE = 0.25;
  private static final double CONFIDENCE = 0.98;

  private final Setting setting;
  private final KayentaClassifier classifier;
  private final Series canaryErrors = new Series();
  private final Series baselineErrors = new Series();
  private final Series canaryLatency = new Series();
  private final Series baselineLatency = new Series();
  private @Nullable Counts canary;
  private @Nullable Counts baseline;
  private double pointFrom;
  private double judgedAt;

  /**
   * How long and how often it looks, in seconds.
   *
   * @param lifetime of the analysis
   * @param interval between two judgements
   * @param point for how long one value stands
   * @param allowedIncrease ratio of the means below which nothing counts as higher; Kayenta's
   *     default is 1
   */
  public record Setting(double lifetime, double interval, double point, double allowedIncrease) {
    /** What Spinnaker's guide to best practices asks for. */
    public static final Setting DOCUMENTED = new Setting(10_800, 3600, 60, 1);

    /** As fast as it can be with the fifty values at least that the guide asks for. */
    public static final Setting FAST = new Setting(1800, 300, 15, 1);

    /** The same, where less than 15 per cent are not held against the canary. */
    public static final Setting FAST_ALLOWING = new Setting(1800, 300, 15, 1.15);
  }

  public Kayenta(Setting setting) {
    this.setting = setting;
    this.classifier = new KayentaClassifier(TOLERANCE, CONFIDENCE, setting.allowedIncrease());
  }

  @Override
  public Decision step(IntervalObservation observation) {
    canary = canary == null ? observation.canary() : canary.plus(observation.canary());
    baseline = baseline == null ? observation.control() : baseline.plus(observation.control());
    double now = observation.end();
    if (now >= pointFrom + setting.point()) {
      pointFrom = now;
      canaryErrors.add(errorPercent(canary));
      baselineErrors.add(errorPercent(baseline));
      canaryLatency.add(HistogramQuantile.of(QUANTILE, canary));
      baselineLatency.add(HistogramQuantile.of(QUANTILE, baseline));
      canary = null;
      baseline = null;
    }
    if (now < judgedAt + setting.interval()) {
      return Decision.STAY;
    }
    judgedAt = now;
    return decide(score(), now >= setting.lifetime());
  }

  private static Decision decide(double score, boolean last) {
    if (score < MARGINAL || (last && score < PASS)) {
      return Decision.ROLL_BACK;
    }
    return last ? Decision.PROMOTE : Decision.STAY;
  }

  /** 0 to 100: the weighted sum of both groups' scores. */
  private double score() {
    Label errors = classifier.classify(canaryErrors.values(), baselineErrors.values());
    Label latency = classifier.classify(canaryLatency.values(), baselineLatency.values());
    if (errors == Label.NO_DATA || latency == Label.NO_DATA) {
      // Half of the metrics or more without data fail the canary.
      return 0;
    }
    return 50.0 * (errors == Label.PASS ? 1 : 0) + 50.0 * (latency == Label.PASS ? 1 : 0);
  }

  private static double errorPercent(Counts counts) {
    return 100.0 * counts.errors() / counts.requests();
  }
}
