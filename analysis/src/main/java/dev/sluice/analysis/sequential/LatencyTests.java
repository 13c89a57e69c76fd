package dev.sluice.analysis.sequential;

import dev.sluice.analysis.sequential.Comparison.Latency;
import java.util.function.DoubleConsumer;

/**
 * The tests at the useful bounds. By how much quantiles may be slower becomes by how much shares
 * may be higher through the primary's own shape: the share slower than {@code bound / factor} over
 * that slower than {@code bound}.
 */
final class LatencyTests {
  /** Margins of shares are never narrower, however steep the shape is. */
  private static final double LEAST_TOLERANCE = 1.05;

  private static final double LEAST_HARM = 1.10;
  private static final double TOLERANCE_CEILING = 0.97;
  private static final double HARM_CEILING = 0.98;
  private static final double LEAST_EXTRA = 1e-4;

  private final Latency comparison;
  private final Recent recent;
  private final Shape shape;
  private final int[] bounds;
  private final Shape.Place[] tolerable;
  private final Shape.Place[] harmful;
  private final Component[] components;

  LatencyTests(Latency comparison, LatencyPast past, double logStarted, boolean watching) {
    this.comparison = comparison;
    this.recent = past.recent();
    this.shape = new Shape(past.bounds());
    this.bounds = shape.useful(past.whole());
    this.tolerable = new Shape.Place[bounds.length];
    this.harmful = new Shape.Place[bounds.length];
    this.components = new Component[bounds.length];
    shape.read(recent);
    for (int k = 0; k < bounds.length; k++) {
      double bound = past.bounds()[bounds[k]];
      tolerable[k] = shape.place(bound / comparison.tolerance().factor());
      harmful[k] = shape.place(bound / comparison.harm().factor());
      components[k] = new Component(Likelihood.BINOMIAL, past.icc(bounds[k]), logStarted);
      aim(k, comparison.harm().extra());
      if (watching) {
        freeze(k, past);
      }
    }
  }

  private void freeze(int k, LatencyPast past) {
    double share = shape.share(bounds[k]);
    double factor = Math.max(shape.share(tolerable[k]) / share, LEAST_TOLERANCE);
    double line = factor * past.upperLimit(bounds[k]) + comparison.tolerance().extra();
    components[k].freeze(Math.min(line, TOLERANCE_CEILING));
  }

  void start(double logStarting) {
    for (Component component : components) {
      component.start(logStarting);
    }
  }

  void enterStep() {
    for (Component component : components) {
      component.enterStep();
    }
  }

  /** Whether any of the bounds is in both arms. */
  boolean tell(int[] canaryPlaces, int[] primaryPlaces) {
    for (int bound : bounds) {
      if (canaryPlaces[bound] >= 0 && primaryPlaces[bound] >= 0) {
        return true;
      }
    }
    return false;
  }

  void fold(
      Moment moment, Histogram canary, int[] canaryPlaces, Histogram primary, int[] primaryPlaces) {
    shape.read(recent);
    double stepExtra = moment.extra(comparison.harm().extra(), comparison.riskBudget());
    for (int k = 0; k < bounds.length; k++) {
      int own = canaryPlaces[bounds[k]];
      int theirs = primaryPlaces[bounds[k]];
      if (own >= 0 && theirs >= 0) {
        aim(k, stepExtra);
        components[k].fold(
            moment,
            (double) canary.above()[own],
            (double) canary.total(),
            (double) primary.above()[theirs],
            (double) primary.total());
      }
    }
  }

  private void aim(int k, double stepExtra) {
    double share = shape.share(bounds[k]);
    double toleranceExtra = comparison.tolerance().extra();
    double harmExtra = comparison.harm().extra();
    double within = Math.max(shape.share(tolerable[k]) / share, LEAST_TOLERANCE);
    within = Math.min(within, (TOLERANCE_CEILING - toleranceExtra) / share);
    double beyond = Math.max(shape.share(harmful[k]) / share, LEAST_HARM);
    beyond = Math.max(Math.min(beyond, (HARM_CEILING - harmExtra) / share), within);
    double room = HARM_CEILING - beyond * share;
    components[k].aim(
        share,
        within >= LEAST_TOLERANCE ? within : 0,
        toleranceExtra,
        within >= LEAST_TOLERANCE ? beyond : 0,
        harmExtra,
        Math.max(Math.min(stepExtra, room), LEAST_EXTRA));
  }

  double logE(double logRest) {
    double reference = logRest;
    for (Component component : components) {
      reference = Math.max(reference, component.highest());
    }
    if (components.length == 0) {
      return 0;
    }
    double sum = 0;
    for (Component component : components) {
      sum += component.sum(reference);
    }
    double mean = sum / (components.length * Component.ALTERNATIVES);
    return reference + StrictMath.log(mean + LogDomain.relative(logRest, reference));
  }

  boolean bearsNextStep(double needed) {
    for (Component component : components) {
      if (!(component.step() >= needed)) {
        return false;
      }
    }
    return components.length > 0;
  }

  int count() {
    return components.length;
  }

  Component component(int index) {
    return components[index];
  }

  /** The bound that speaks most against the canary. */
  int strongest() {
    int strongest = 0;
    for (int k = 1; k < components.length; k++) {
      if (components[k].highest() > components[strongest].highest()) {
        strongest = k;
      }
    }
    return bounds[strongest];
  }

  void state(DoubleConsumer out) {
    for (Component component : components) {
      component.state(out);
    }
  }
}
