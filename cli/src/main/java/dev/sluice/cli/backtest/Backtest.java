package dev.sluice.cli.backtest;

import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.Decision;
import dev.sluice.analysis.sequential.Evidence;
import dev.sluice.analysis.sequential.History;
import dev.sluice.analysis.sequential.Interval;
import dev.sluice.analysis.sequential.Judgement;
import dev.sluice.analysis.sequential.OnInconclusive;
import dev.sluice.analysis.sequential.Settings;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.judging.SequentialSpec;
import dev.sluice.operator.metrics.BuiltInMetrics;
import dev.sluice.operator.metrics.Compared;
import dev.sluice.operator.metrics.OwnPast;
import dev.sluice.operator.metrics.OwnPast.Release;
import dev.sluice.rollout.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays releases that changed nothing on a service's past, spread evenly over it, and counts which
 * checks would have rolled them back.
 */
final class Backtest {
  private final Canary canary;
  private final List<Compared> compared;
  private final OwnPast past;
  private final Plan plan;
  private final Settings settings;
  private final List<Play> plays = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private int releases;
  private int without;
  private int byPod;

  /** One check and what it came to so far. */
  private static final class Play {
    private final Compared compared;
    private final int at;
    private final @Nullable ThresholdReplay threshold;
    private final List<Double> justPasses = new ArrayList<>();
    private int thresholdReleases;
    private int thresholdRolledBack;
    private int sequentialReleases;
    private int sequentialRolledBack;
    private int sequentialPromoted;

    Play(Compared compared, int at, @Nullable ThresholdReplay threshold) {
      this.compared = compared;
      this.at = at;
      this.threshold = threshold;
    }
  }

  /**
   * @param averages whether the provider's built-in request-duration is a mean, which no bound can
   *     be tried on
   */
  Backtest(Canary canary, Plan plan, OwnPast past, boolean averages) {
    this.canary = canary;
    this.plan = plan;
    this.past = past;
    SequentialSpec spec = SequentialSpec.of(canary.getSpec().analysis(), plan.interval());
    this.compared = spec.compared();
    this.settings = spec.settings();
    for (int i = 0; i < compared.size(); i++) {
      plays.add(new Play(compared.get(i), i, threshold(compared.get(i).metric(), averages)));
    }
  }

  private @Nullable ThresholdReplay threshold(MetricSpec metric, boolean averages) {
    boolean plays =
        BuiltInMetrics.isSuccessRate(metric) || (BuiltInMetrics.isDuration(metric) && !averages);
    return plays
        ? new ThresholdReplay(
            metric,
            plan.interval(),
            BuiltInMetrics.window(metric),
            plan.declared().steps().size(),
            plan.threshold())
        : null;
  }

  /**
   * Plays them all. Blocks.
   *
   * @param progress is told of each release
   * @throws InterruptedException when the thread is interrupted
   */
  BacktestReport run(Instant end, int days, int count, Consumer<String> progress)
      throws InterruptedException {
    Duration all = Duration.ofDays(days);
    Duration length = settings.deadline();
    Duration apart = all.minus(length).dividedBy(count);
    for (int i = 0; i < count; i++) {
      Instant start = end.minus(all).plus(apart.multipliedBy(i));
      progress.accept("%d of %d, %s".formatted(i + 1, count, start));
      play(past.release(canary, compared, settings.interval(), start, length, i));
    }
    return new BacktestReport(
        canary.getMetadata().getName() + "." + canary.getMetadata().getNamespace(),
        days,
        releases,
        without,
        byPod,
        plays.stream().map(Backtest::report).toList(),
        List.copyOf(notes));
  }

  private void play(Release release) {
    notes.addAll(release.problems());
    if (release.intervals().stream().noneMatch(Backtest::hasRequests)) {
      without++;
      release.intervals().stream()
          .flatMap(interval -> interval.metrics().stream())
          .filter(Arms.Missing.class::isInstance)
          .map(Arms.Missing.class::cast)
          .filter(Arms.Missing::failed)
          .forEach(missing -> notes.add(missing.reason()));
      return;
    }
    releases++;
    byPod += release.split() == OwnPast.Split.BY_POD ? 1 : 0;
    for (Play play : plays) {
      threshold(play, release);
      sequential(play, release);
    }
  }

  private static boolean hasRequests(Interval interval) {
    return interval.metrics().stream()
        .anyMatch(
            arms ->
                switch (arms) {
                  case Arms.Counts counts -> counts.canaryTotal() > 0;
                  case Arms.Histograms histograms -> histograms.canary().total() > 0;
                  case Arms.Events events -> events.canaryExposure() > 0;
                  case Arms.Values values ->
                      !Double.isNaN(values.canary()) && !Double.isNaN(values.primary());
                  case Arms.Missing missing -> false;
                });
  }

  private static void threshold(Play play, Release release) {
    ThresholdReplay threshold = play.threshold;
    if (threshold == null) {
      return;
    }
    play.thresholdReleases++;
    play.thresholdRolledBack += threshold.play(release.intervals(), play.at).rolledBack() ? 1 : 0;
    OptionalDouble bound = threshold.justPasses(release.intervals(), play.at);
    bound.ifPresent(play.justPasses::add);
  }

  private void sequential(Play play, Release release) {
    if (release.intervals().stream().allMatch(i -> i.metrics().get(play.at) instanceof Arms.Missing)
        || play.compared.comparison().dryRun()) {
      return;
    }
    play.sequentialReleases++;
    Evidence evidence =
        Evidence.of(
            settings.withMetrics(List.of(play.compared.comparison())), history(release, play.at));
    double weight = release.intervals().getFirst().weight();
    evidence.entered(Duration.ZERO, weight, OptionalDouble.empty());
    for (Interval each : release.intervals()) {
      evidence.fold(
          new Interval(
              each.start(), each.length(), each.weight(), List.of(each.metrics().get(play.at))));
      if (decided(play, evidence.verdict(each.end()))) {
        return;
      }
    }
    decided(play, evidence.verdict(settings.deadline()));
  }

  /** Whether this was the end. */
  private static boolean decided(Play play, Judgement judgement) {
    boolean givenUp =
        judgement.decision() == Decision.ROLLBACK
            || judgement.atDeadline() == OnInconclusive.ROLLBACK;
    if (givenUp) {
      play.sequentialRolledBack++;
    } else if (judgement.decision() == Decision.PROMOTE) {
      play.sequentialPromoted++;
    }
    return givenUp || judgement.decision() == Decision.PROMOTE;
  }

  private static History history(Release release, int at) {
    List<History.Past> metrics = release.history().metrics();
    return metrics.isEmpty()
        ? History.NONE
        : new History(release.history().interval(), List.of(metrics.get(at)));
  }

  private static CheckReport report(Play play) {
    return new CheckReport(
        play.compared.metric().name(),
        play.threshold == null ? "" : play.threshold.bound(),
        play.thresholdReleases,
        play.thresholdRolledBack,
        suggested(play),
        play.sequentialReleases,
        play.sequentialRolledBack,
        play.sequentialPromoted);
  }

  /**
   * The strictest bound that at most one release in a hundred is beyond, rounded to the lenient.
   */
  private static @Nullable Double suggested(Play play) {
    ThresholdReplay threshold = play.threshold;
    if (threshold == null || play.justPasses.size() < 20) {
      return null;
    }
    List<Double> sorted = play.justPasses.stream().sorted().toList();
    int allowed = sorted.size() / 100;
    return threshold.isSuccessRate()
        ? Math.floor(100 * sorted.get(allowed)) / 100
        : Math.ceil(sorted.get(sorted.size() - 1 - allowed));
  }
}
