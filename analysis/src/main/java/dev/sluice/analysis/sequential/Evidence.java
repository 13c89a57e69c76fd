package dev.sluice.analysis.sequential;

import dev.sluice.analysis.NoDataPolicy;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.DoubleConsumer;

/**
 * All that was seen so far, and what it says: a pure fold over intervals. The same intervals give
 * the same bits, whether they are folded as they come, all at once after a restart, or on another
 * machine. Not for use by several threads at once.
 */
public final class Evidence {
  /** Of a watch's alpha, so much is spent on not knowing the rates before exactly. */
  private static final double DOUBT = 0.2;

  /**
   * A step is held for twice the evidence of the beginning: anything less is as likely chance, and
   * at a low weight little is learnt. No more than half of all harmless releases ever come so far.
   */
  private static final double HELD_AT = StrictMath.log(2);

  private static final int SILENT_HOLDS = 3;
  private static final int SILENT_FAILS = 10;

  private final Settings settings;
  private final boolean watching;
  private final Track[] tracks;
  private final Merged merged;
  private final Traffic traffic;
  private final StartMixture mixture = new StartMixture();
  private final Moment moment;
  private final double rollbackAt;
  private final double promotionAt;

  private long end;
  private long lastLength;
  private long stepAt;
  private Duration maxHold;
  private double weight = Double.NaN;
  private boolean lastStep = true;
  private double logE;
  private double highest;

  private Evidence(Settings settings, History history, Against against) {
    this.settings = settings;
    this.watching = against.past();
    this.maxHold = settings.maxHold();
    this.rollbackAt =
        StrictMath.log(1 / (watching ? settings.alpha() * (1 - DOUBT) : settings.alpha()));
    this.promotionAt = StrictMath.log(1 / settings.beta());
    this.moment = new Moment(rollbackAt, promotionAt);
    this.tracks = tracks(settings, history, against);
    this.merged = new Merged(deciding(tracks));
    this.traffic = new Traffic(PastTraffic.perSecond(history));
    moment.nextWeight = Double.NaN;
    moment.logStarted = Double.NEGATIVE_INFINITY;
  }

  /** At the beginning of an analysis, with what the primary did before. */
  public static Evidence of(Settings settings, History history) {
    return of(settings, history, Against.PRIMARY);
  }

  /**
   * The same, against another than the primary. Against its own past it rolls back, or says {@link
   * Decision#PROMOTE} at the deadline: nothing was found.
   *
   * @param history what the primary did before the rollout
   */
  public static Evidence of(Settings settings, History history, Against against) {
    return new Evidence(settings, history, against);
  }

  private static Track[] tracks(Settings settings, History history, Against against) {
    int metrics = settings.metrics().size();
    if (!history.metrics().isEmpty() && history.metrics().size() != metrics) {
      throw new IllegalArgumentException(
          "the history has %d metrics, the settings have %d"
              .formatted(history.metrics().size(), metrics));
    }
    double delta = settings.alpha() * DOUBT / (metrics * Shape.MOST_BOUNDS);
    CountPast.Scale scale = CountPast.Scale.of(history, settings, delta);
    Track[] tracks = new Track[metrics];
    for (int i = 0; i < metrics; i++) {
      History.Past past =
          history.metrics().isEmpty() ? new History.Past.Unknown() : history.metrics().get(i);
      tracks[i] = Track.of(settings.metrics().get(i), past, scale, against);
    }
    return tracks;
  }

  private static Track[] deciding(Track[] tracks) {
    return java.util.Arrays.stream(tracks).filter(Track::decides).toArray(Track[]::new);
  }

  /**
   * A step begins; it may have begun at any time, also before intervals that are yet to be folded.
   * Only intervals that start in it are evidence about this step; all are evidence about the
   * canary. Until a step was entered, everything is one last step. Entering the present step again
   * changes nothing.
   *
   * @param at from the beginning of the analysis
   * @param weight the canary's share of the traffic in this step, 0 to 1
   * @param nextWeight that of the next step; empty at the last one
   */
  public void entered(Duration at, double weight, OptionalDouble nextWeight) {
    entered(at, weight, nextWeight, settings.maxHold());
  }

  /**
   * The same, for a step with a time of its own.
   *
   * @param hold in place of {@link Settings#maxHold()}
   */
  public void entered(Duration at, double weight, OptionalDouble nextWeight, Duration hold) {
    maxHold = hold;
    if (at.toNanos() == stepAt && weight == this.weight) {
      return;
    }
    stepAt = at.toNanos();
    this.weight = weight;
    lastStep = nextWeight.isEmpty();
    moment.nextWeight = nextWeight.orElse(Double.NaN);
    traffic.enterStep();
    for (Track track : tracks) {
      track.enterStep();
    }
  }

  /**
   * Takes one more interval in.
   *
   * @throws IllegalArgumentException when it begins before the last one has ended, or its metrics
   *     are not those of the settings
   */
  public void fold(Interval interval) {
    long start = interval.start().toNanos();
    if (start < end) {
      throw new IllegalArgumentException(
          "an interval begins at %s, before the last one ended at %s"
              .formatted(interval.start(), Duration.ofNanos(end)));
    }
    if (interval.metrics().size() != tracks.length) {
      throw new IllegalArgumentException(
          "an interval has %d metrics, the settings have %d"
              .formatted(interval.metrics().size(), tracks.length));
    }
    prepare(start, interval.length().toNanos());
    for (int i = 0; i < tracks.length; i++) {
      tracks[i].fold(interval.metrics().get(i), moment);
    }
    traffic.fold(interval, moment.inStep);
    logE = merged.logE();
    highest = Math.max(highest, logE);
    end = start + interval.length().toNanos();
  }

  private void prepare(long start, long length) {
    moment.judged = start >= settings.warmUp().toNanos();
    moment.inStep = start >= stepAt;
    if (length != lastLength) {
      moment.decay = Recent.decay(length);
      lastLength = length;
    }
    double starting = moment.judged ? mixture.starting(start) : 0;
    if (starting > 0) {
      moment.logStarting = StrictMath.log(starting);
      moment.logRest = StrictMath.log(mixture.rest());
      moment.logStarted = StrictMath.log(1 - mixture.rest());
    } else {
      moment.logStarting = Double.NEGATIVE_INFINITY;
    }
  }

  /** When the last interval that was folded ended, from the beginning of the analysis. */
  public Duration end() {
    return Duration.ofNanos(end);
  }

  /**
   * What is to be done, without the words: {@link #verdict} says the same at more cost. Asking
   * changes nothing.
   *
   * @param now from the beginning of the analysis
   */
  public Decision decision(Duration now) {
    if (highest >= rollbackAt || givesUpOnTraffic()) {
      return Decision.ROLLBACK;
    }
    if (watching) {
      return atDeadline(now) ? Decision.PROMOTE : Decision.CONTINUE;
    }
    boolean silent = traffic.silentIntervals() >= SILENT_HOLDS;
    long inStep = now.toNanos() - Math.max(stepAt, settings.warmUp().toNanos());
    boolean stepped = inStep >= settings.minStep().toNanos();
    if ((lastStep || settings.earlyPromotion())
        && stepped
        && !silent
        && now.compareTo(settings.soak()) >= 0
        && merged.vouch(promotionAt)) {
      return Decision.PROMOTE;
    }
    if (atDeadline(now)) {
      return Decision.INCONCLUSIVE;
    }
    if (silent) {
      return Decision.NOT_RECEIVING_TRAFFIC;
    }
    boolean held = inStep >= maxHold.toNanos();
    boolean borne = merged.bearNextStep(promotionAt) || (held && harmless());
    return !lastStep && stepped && borne ? Decision.ADVANCE : Decision.CONTINUE;
  }

  private boolean atDeadline(Duration now) {
    return now.compareTo(settings.deadline()) >= 0;
  }

  /** Whether ten intervals brought the canary nothing, and that is not to be waited out. */
  boolean givesUpOnTraffic() {
    return traffic.silentIntervals() >= SILENT_FAILS && settings.noTraffic() == NoDataPolicy.FAIL;
  }

  private boolean harmless() {
    return merged.toldInStep() && !merged.leansToRegression(HELD_AT);
  }

  /** What an inconclusive deadline comes to: nothing is promoted that showed no data or leans. */
  OnInconclusive resolution() {
    boolean bears = merged.told() && !merged.leansToRegression(0);
    return settings.onInconclusive() == OnInconclusive.PROMOTE && !bears
        ? OnInconclusive.HOLD
        : settings.onInconclusive();
  }

  /**
   * What is to be done, on which evidence, in words. Asking changes nothing.
   *
   * @param now from the beginning of the analysis
   */
  public Judgement verdict(Duration now) {
    return new Report(this, now).judgement();
  }

  Settings settings() {
    return settings;
  }

  boolean isWatching() {
    return watching;
  }

  boolean atLastStep() {
    return lastStep;
  }

  /** The canary's weight in this step; NaN before any. */
  double weight() {
    return weight;
  }

  Track[] allTracks() {
    return tracks;
  }

  Merged merged() {
    return merged;
  }

  Traffic traffic() {
    return traffic;
  }

  double rollbackAt() {
    return rollbackAt;
  }

  double promotionAt() {
    return promotionAt;
  }

  double logE() {
    return logE;
  }

  /** The highest logarithm of the evidence so far; at least 0. */
  double highest() {
    return highest;
  }

  /** All numbers that a verdict depends on. */
  void state(DoubleConsumer out) {
    out.accept(logE);
    out.accept(highest);
    out.accept(mixture.rest());
    traffic.state(out);
    for (Track track : tracks) {
      track.state(out);
    }
  }
}
