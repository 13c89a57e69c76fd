package dev.sluice.analysis.sequential;

import dev.sluice.analysis.sequential.Comparison.Gauge;
import dev.sluice.analysis.sequential.MetricEvidence.ArmSummary;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * one before it (an autoregression of first order, known from the primary's past) and of outliers.
 */
final class GaugeFold implements MetricFold {
  /** In robust standard deviations. */
  private static final double MOST = 6;

  private final Gauge comparison;
  private final GaugePast past;
  private final Against against;
  private final boolean watching;
  private final double tolerance;
  private final double harm;
  private final double limit;

  private double last = Double.NaN;
  private int n;
  private double worse;
  private double worseSquares;
  private double better;
  private double betterSquares;

  private long told;
  private double canarySum;
  private double primarySum;

  GaugeFold(Gauge comparison, GaugePast past, Against against) {
    this.comparison = comparison;
    this.past = past;
    this.against = against;
    this.watching = against.past();
    double doubt = watching ? past.meanError() : 0;
    this.tolerance = distance(comparison.tolerance()) + doubt;
    this.harm = distance(comparison.harm()) + doubt;
    this.limit = past.deviation() > 0 ? MOST * past.deviation() : Double.POSITIVE_INFINITY;
  }

  private double distance(double margin) {
    return switch (comparison.scale()) {
      case RATIO -> StrictMath.log(margin);
      case DIFFERENCE -> margin;
    };
  }

  @Override
  public Comparison comparison() {
    return comparison;
  }

  @Override
  public boolean averaged() {
    return false;
  }

  @Override
  public boolean fold(Arms arms, Moment moment) {
    Arms.Values values = MetricFold.as(Arms.Values.class, comparison, arms);
    if (values == null) {
      last = Double.NaN;
      return false;
    }
    double reference = watching ? past.mean() : GaugePast.scaled(comparison, values.primary());
    double difference = GaugePast.scaled(comparison, values.canary()) - reference;
    if (!Double.isFinite(difference)) {
      last = Double.NaN;
      return false;
    }
    if (moment.judged) {
      judge(values, difference);
    }
    last = difference;
    return true;
  }

  private void judge(Arms.Values values, double difference) {
    told++;
    canarySum += values.canary();
    primarySum += values.primary();
    if (Double.isNaN(last)) {
      return;
    }
    double rho = past.correlation();
    double whitened = (difference - rho * last) / (1 - rho);
    double beyond = Math.clamp(whitened - tolerance, -limit, limit);
    double shortOf = Math.clamp(harm - whitened, -limit, limit);
    n++;
    worse += beyond;
    worseSquares += beyond * beyond;
    better += shortOf;
    betterSquares += shortOf * shortOf;
  }

  @Override
  public void enterStep() {}

  @Override
  public double logE(Moment moment) {
    return StudentMixture.logE(n, worse, worseSquares);
  }

  @Override
  public int components() {
    return 1;
  }

  @Override
  public double promotion(int index) {
    return StudentMixture.logE(n, better, betterSquares);
  }

  /** From the size of the effect that harm would be, about; requests do not matter. */
  @Override
  public double expectedGain(int index, double canary, double primary) {
    double deviation = past.deviation();
    double effect = deviation > 0 ? harm / deviation : 1;
    return 0.5 * StrictMath.log1p(effect * effect);
  }

  @Override
  public double intervalsNeeded(double needed, double canary, double primary) {
    double byGain = MetricFold.super.intervalsNeeded(needed, canary, primary);
    return byGain > 0 ? Math.max(byGain, StudentMixture.LEAST - n) : byGain;
  }

  /** A gauge says nothing about weights; it only must not lean to a regression. */
  @Override
  public boolean bearsNextStep(double needed) {
    return true;
  }

  @Override
  public ArmSummary canary() {
    return told == 0 ? ArmSummary.NONE : new ArmSummary(told, 0, canarySum / told);
  }

  @Override
  public ArmSummary primary() {
    if (told == 0) {
      return ArmSummary.NONE;
    }
    return new ArmSummary(told, 0, watching ? before() : primarySum / told);
  }

  private double before() {
    double signed =
        comparison.direction() == Gauge.Direction.INCREASE_IS_BAD ? past.mean() : -past.mean();
    return comparison.scale() == Gauge.Scale.RATIO ? StrictMath.exp(signed) : signed;
  }

  @Override
  public String words() {
    return Words.gauge(comparison.name(), canary(), primary(), against);
  }

  @Override
  public void warnings(List<String> out) {
    if (!past.known()) {
      out.add(Words.noPast(comparison.name(), against));
    }
  }

  @Override
  public void state(DoubleConsumer out) {
    out.accept(last);
    out.accept(n);
    out.accept(worse);
    out.accept(worseSquares);
    out.accept(better);
    out.accept(betterSquares);
    out.accept(canarySum);
    out.accept(primarySum);
  }
}
