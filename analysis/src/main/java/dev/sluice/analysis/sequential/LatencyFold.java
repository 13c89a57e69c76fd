package dev.sluice.analysis.sequential;

import dev.sluice.analysis.sequential.Comparison.Latency;
import dev.sluice.analysis.sequential.MetricEvidence.ArmSummary;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of latency: at each useful bucket bound, the share of slower requests. Which bounds
 * are useful is settled before anything is judged, by the past or, without one, by the first two
 * hundred requests of the primary.
 */
final class LatencyFold implements MetricFold {
  private static final double LEAST_REQUESTS = 200;
  private static final int[] NO_PLACES = {};

  private final Latency comparison;
  private final Against against;
  private final boolean watching;
  private LatencyPast past;
  private @Nullable LatencyTests tests;

  private double @Nullable [] lastBounds;
  private int[] lastPlaces = NO_PLACES;
  private boolean strangeBounds;

  private long[] canaryAbove;
  private long canaryAll;
  private long[] primaryAbove;
  private long primaryAll;

  LatencyFold(Latency comparison, LatencyPast past, Against against) {
    this.comparison = comparison;
    this.past = past;
    this.against = against;
    this.watching = against.past();
    this.canaryAbove = new long[past.bounds().length];
    this.primaryAbove = new long[past.bounds().length];
    if (past.requests() >= LEAST_REQUESTS) {
      tests = new LatencyTests(comparison, past, Double.NEGATIVE_INFINITY, watching);
      if (watching) {
        primaryAbove = past.above();
        primaryAll = past.requests();
      }
    }
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
    if (tests != null && moment.judged) {
      tests.start(moment.logStarting);
    }
    Arms.Histograms both = MetricFold.as(Arms.Histograms.class, comparison, arms);
    if (both == null) {
      return false;
    }
    boolean told = tests != null && judge(both, moment, tests);
    if (!watching && both.primary().total() > 0) {
      learn(both.primary(), moment);
    }
    return told;
  }

  private boolean judge(Arms.Histograms both, Moment moment, LatencyTests present) {
    Histogram canary = both.canary();
    Histogram primary = watching ? canary : both.primary();
    if (canary.total() == 0 || primary.total() == 0) {
      return false;
    }
    int[] theirs = places(primary.bounds());
    int[] own = places(canary.bounds());
    boolean told = present.tell(own, theirs);
    strangeBounds |= !told;
    if (told && moment.judged) {
      present.fold(moment, canary, own, primary, theirs);
      canaryAll += canary.total();
      add(canaryAbove, canary, own);
      if (!watching) {
        primaryAll += primary.total();
        add(primaryAbove, primary, theirs);
      }
    }
    return told;
  }

  private void learn(Histogram primary, Moment moment) {
    if (past.bounds().length == 0 && primary.bounds().length > 0) {
      past = LatencyPast.startingWith(primary.bounds());
      lastBounds = null;
      canaryAbove = new long[primary.bounds().length];
      primaryAbove = new long[primary.bounds().length];
    }
    int[] places = places(primary.bounds());
    past.learn(primary, places, moment.decay);
    if (tests == null && past.requests() >= LEAST_REQUESTS) {
      tests = new LatencyTests(comparison, past, moment.logStarted, watching);
    }
  }

  private static void add(long[] sums, Histogram histogram, int[] places) {
    for (int b = 0; b < sums.length; b++) {
      if (places[b] >= 0) {
        sums[b] += Math.min(histogram.above()[places[b]], histogram.total());
      }
    }
  }

  /** Where each known bound is in these; -1 where it is not. */
  private int[] places(double[] bounds) {
    if (!Arrays.equals(bounds, lastBounds)) {
      lastPlaces = new int[past.bounds().length];
      for (int b = 0; b < lastPlaces.length; b++) {
        lastPlaces[b] = Math.max(-1, Arrays.binarySearch(bounds, past.bounds()[b]));
      }
      lastBounds = bounds;
    }
    return lastPlaces;
  }

  @Override
  public void enterStep() {
    if (tests != null) {
      tests.enterStep();
    }
  }

  @Override
  public double logE(Moment moment) {
    return tests == null ? 0 : tests.logE(moment.logRest);
  }

  @Override
  public int components() {
    return tests == null ? 0 : tests.count();
  }

  @Override
  public double promotion(int index) {
    return tests == null ? 0 : tests.component(index).promotion();
  }

  @Override
  public double expectedGain(int index, double canary, double primary) {
    return tests == null ? 0 : tests.component(index).expectedGain(canary, primary);
  }

  @Override
  public boolean bearsNextStep(double needed) {
    return tests != null && tests.bearsNextStep(needed);
  }

  @Override
  public ArmSummary canary() {
    return summary(canaryAbove, canaryAll);
  }

  @Override
  public ArmSummary primary() {
    return summary(primaryAbove, primaryAll);
  }

  private ArmSummary summary(long[] above, long all) {
    if (all == 0 || tests == null || tests.count() == 0) {
      return ArmSummary.NONE;
    }
    double p99 = Shape.quantile(past.bounds(), above, all, 0.01);
    double last = past.bounds()[past.bounds().length - 1];
    return new ArmSummary(all, above[tests.strongest()], Double.isNaN(p99) ? last : p99);
  }

  @Override
  public String words() {
    if (tests == null || tests.count() == 0) {
      return comparison.name() + ": not compared";
    }
    double last = past.bounds()[past.bounds().length - 1];
    double bound = past.bounds()[tests.strongest()];
    return Words.latency(canary(), primary(), bound, last, against);
  }

  @Override
  public void warnings(List<String> out) {
    if (!past.known()) {
      out.add(Words.noPast(comparison.name(), against));
    }
    if (tests != null && tests.count() < 2) {
      out.add(Words.coarseBuckets(comparison.name(), tests.count()));
    }
    if (strangeBounds) {
      out.add(Words.strangeBuckets(comparison.name(), against));
    }
  }

  @Override
  public void state(DoubleConsumer out) {
    if (tests != null) {
      tests.state(out);
    }
    past.recent().state(out);
    out.accept((double) canaryAll);
    out.accept((double) primaryAll);
  }
}
