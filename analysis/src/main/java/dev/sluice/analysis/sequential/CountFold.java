package dev.sluice.analysis.sequential;

import dev.sluice.analysis.sequential.Comparison.ErrorRatio;
import dev.sluice.analysis.sequential.Comparison.EventRate;
import dev.sluice.analysis.sequential.MetricEvidence.ArmSummary;
import java.util.List;
import java.util.function.DoubleConsumer;

/** The evidence of counts: bad requests out of all, or events in the time of pods. */
final class CountFold implements MetricFold {
  private static final double LOWEST = 1e-6;
  private static final double HIGHEST = 0.9;

  /** The lines leave room for worse. */
  private static final double TOLERANCE_CEILING = 0.97;

  private static final double HARM_CEILING = 0.98;

  private final Comparison comparison;
  private final Likelihood likelihood;
  private final Margin tolerance;
  private final Margin harm;

  /** Infinite when the ramp asks nothing of this metric. */
  private final double riskBudget;

  private final Recent recent;
  private final Component component;
  private final boolean knownPast;
  private final Against against;
  private final boolean watching;

  private double canaryBad;
  private double canaryAll;
  private double primaryBad;
  private double primaryAll;

  CountFold(ErrorRatio comparison, CountPast past, Against against) {
    this(
        comparison,
        past,
        comparison.tolerance(),
        comparison.harm(),
        comparison.riskBudget(),
        against);
  }

  CountFold(EventRate comparison, CountPast past, Against against) {
    this(
        comparison,
        past,
        comparison.tolerance(),
        comparison.harm(),
        Double.POSITIVE_INFINITY,
        against);
  }

  private CountFold(
      Comparison comparison,
      CountPast past,
      Margin tolerance,
      Margin harm,
      double riskBudget,
      Against against) {
    this.comparison = comparison;
    this.likelihood = past.likelihood();
    this.tolerance = tolerance;
    this.harm = harm;
    this.riskBudget = riskBudget;
    this.knownPast = past.known();
    this.against = against;
    this.watching = against.past();
    this.recent = past.recent();
    this.component = new Component(likelihood, past.icc(), Double.NEGATIVE_INFINITY);
    if (watching) {
      primaryBad = past.bad();
      primaryAll = past.all();
      component.freeze(tolerance.factor() * past.upperLimit() + tolerance.extra());
    }
    aim(tolerance.extra(), harm.extra(), harm.extra());
  }

  @Override
  public Comparison comparison() {
    return comparison;
  }

  @Override
  public boolean averaged() {
    return true;
  }

  @Override
  public boolean fold(Arms arms, Moment moment) {
    if (moment.judged) {
      component.start(moment.logStarting);
    }
    if (likelihood == Likelihood.POISSON) {
      Arms.Events events = MetricFold.as(Arms.Events.class, comparison, arms);
      return events != null
          && fold(
              moment,
              (double) events.canaryEvents(),
              events.canaryExposure(),
              (double) events.primaryEvents(),
              events.primaryExposure());
    }
    Arms.Counts counts = MetricFold.as(Arms.Counts.class, comparison, arms);
    return counts != null
        && fold(
            moment,
            (double) Math.min(counts.canaryBad(), counts.canaryTotal()),
            (double) counts.canaryTotal(),
            (double) Math.min(counts.primaryBad(), counts.primaryTotal()),
            (double) counts.primaryTotal());
  }

  private boolean fold(Moment moment, double xc, double nc, double xp, double np) {
    boolean told = nc > 0 && (watching ? primaryAll > 0 : np > 0);
    if (told && moment.judged) {
      aim(tolerance.extra(), harm.extra(), moment.extra(harm.extra(), riskBudget));
      component.fold(moment, xc, nc, xp, np);
      canaryBad += xc;
      canaryAll += nc;
      if (!watching) {
        primaryBad += xp;
        primaryAll += np;
      }
    }
    if (np > 0 && !watching) {
      recent.decay(moment.decay);
      recent.add(0, xp);
      recent.addAll(np);
    }
    return told;
  }

  private void aim(double toleranceExtra, double harmExtra, double stepExtra) {
    if (likelihood == Likelihood.POISSON) {
      component.aim(
          recent.share(0), tolerance.factor(), toleranceExtra, harm.factor(), harmExtra, harmExtra);
      return;
    }
    double p = Math.clamp(recent.share(0), LOWEST, HIGHEST);
    double within = Math.min(tolerance.factor(), (TOLERANCE_CEILING - toleranceExtra) / p);
    double beyond =
        Math.max(Math.min(harm.factor(), (HARM_CEILING - harmExtra) / p), Math.max(within, 1));
    double room = HARM_CEILING - beyond * p;
    component.aim(
        p,
        within >= 1 ? within : 0,
        toleranceExtra,
        room > 0 ? beyond : 0,
        Math.min(harmExtra, room),
        Math.min(stepExtra, room));
  }

  @Override
  public void enterStep() {
    component.enterStep();
  }

  @Override
  public double logE(Moment moment) {
    double reference = Math.max(component.highest(), moment.logRest);
    double mean = component.sum(reference) / Component.ALTERNATIVES;
    return reference + StrictMath.log(mean + LogDomain.relative(moment.logRest, reference));
  }

  @Override
  public int components() {
    return 1;
  }

  @Override
  public double promotion(int index) {
    return component.promotion();
  }

  @Override
  public double expectedGain(int index, double canary, double primary) {
    return component.expectedGain(canary, primary);
  }

  @Override
  public boolean bearsNextStep(double needed) {
    return Double.isInfinite(riskBudget) || component.step() >= needed;
  }

  @Override
  public ArmSummary canary() {
    return summary(canaryBad, canaryAll);
  }

  @Override
  public ArmSummary primary() {
    return summary(primaryBad, primaryAll);
  }

  private static ArmSummary summary(double bad, double all) {
    return all > 0 ? new ArmSummary((long) all, (long) bad, bad / all) : ArmSummary.NONE;
  }

  @Override
  public String words() {
    return likelihood == Likelihood.POISSON
        ? Words.events(comparison.name(), canary(), primary(), against)
        : Words.errors(canary(), primary(), against);
  }

  @Override
  public void warnings(List<String> out) {
    if (!knownPast) {
      out.add(Words.noPast(comparison.name(), against));
    }
  }

  @Override
  public void state(DoubleConsumer out) {
    component.state(out);
    recent.state(out);
    out.accept(canaryBad);
    out.accept(canaryAll);
    out.accept(primaryBad);
    out.accept(primaryAll);
  }
}
