package dev.sluice.analysis.sequential;

import dev.sluice.analysis.sequential.MetricEvidence.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns evidence into what people read. */
final class Report {
  private static final int FEW_LEFT_OUT = 3;
  private static final int MANY = 3;
  private static final int SOME = 2;

  private final Evidence evidence;
  private final Settings settings;
  private final Merged merged;
  private final Traffic traffic;
  private final Duration now;
  private final Decision decision;
  private final Expectation expectation;

  Report(Evidence evidence, Duration now) {
    this.evidence = evidence;
    this.settings = evidence.settings();
    this.merged = evidence.merged();
    this.traffic = evidence.traffic();
    this.now = now;
    this.decision = evidence.decision(now);
    this.expectation = Expectation.of(evidence);
  }

  Judgement judgement() {
    @Nullable Estimate estimate = expectation.estimate(now);
    return new Judgement(
        decision,
        decision == Decision.INCONCLUSIVE ? evidence.resolution() : null,
        Arrays.stream(evidence.allTracks()).map(this::metric).toList(),
        evidence.logE(),
        StrictMath.exp(-evidence.highest()),
        estimate,
        sentence(estimate),
        warnings());
  }

  private MetricEvidence metric(Track track) {
    MetricFold fold = track.fold;
    return new MetricEvidence(
        fold.comparison().name(),
        fold.comparison().dryRun(),
        fold.canary(),
        fold.primary(),
        track.logE(),
        StrictMath.exp(-track.highest()),
        needed(track),
        track.withoutData(),
        finding(track),
        track.told() == 0 ? fold.comparison().name() + ": no data" : fold.words());
  }

  private OptionalLong needed(Track track) {
    if (track.vouches(evidence.promotionAt())) {
      return OptionalLong.of(0);
    }
    double requests = expectation.requests(track);
    return requests < Long.MAX_VALUE
        ? OptionalLong.of((long) Math.ceil(requests))
        : OptionalLong.empty();
  }

  private Finding finding(Track track) {
    if (track.told() == 0) {
      return Finding.NO_DATA;
    }
    boolean rolledBack = evidence.highest() >= evidence.rollbackAt();
    if ((rolledBack && track.equals(merged.loudest()))
        || (track.heard() && track.highest() >= merged.alone(evidence.rollbackAt()))) {
      return Finding.WORSE;
    }
    return track.vouches(evidence.promotionAt()) ? Finding.NO_WORSE : Finding.UNDECIDED;
  }

  private String sentence(@Nullable Estimate estimate) {
    return switch (decision) {
      case ROLLBACK ->
          evidence.highest() >= evidence.rollbackAt() ? worse() : silent("rolled back");
      case PROMOTE -> evidence.isWatching() ? nothingFound() : noWorse() + "; fit for promotion";
      case ADVANCE -> advance();
      case CONTINUE -> undecided(estimate);
      case NOT_RECEIVING_TRAFFIC -> silent("waiting");
      case INCONCLUSIVE -> inconclusive(estimate);
    };
  }

  private String worse() {
    return "%s; evidence %s that this is chance; rolled back"
        .formatted(words(merged.loudest()), Figures.oneIn(evidence.highest()));
  }

  private String noWorse() {
    return "%s; shown to be no worse, by evidence that misleads at most once in %s times"
        .formatted(seen(), Figures.count(Math.round(1 / settings.beta())));
  }

  private String advance() {
    return evidence.logE() > 0
        ? seen() + "; too little speaks against the next step to wait"
        : seen() + "; nothing speaks against the next step";
  }

  private String nothingFound() {
    return "%s; no regression found in %s".formatted(seen(), Figures.duration(now));
  }

  private String silent(String consequence) {
    return "the canary got none of about %s requests that it should have got in %d intervals: it is not receiving traffic; %s"
        .formatted(Figures.about(traffic.missedRequests()), traffic.silentIntervals(), consequence);
  }

  private String undecided(@Nullable Estimate estimate) {
    if (evidence.isWatching()) {
      return seen() + "; no regression found so far";
    }
    if (evidence.logE() > 0) {
      return "%s; undecided, but it looks worse: evidence %s so far that this is chance"
          .formatted(words(merged.loudest()), Figures.oneIn(evidence.logE()));
    }
    if (estimate != null) {
      return "%s; undecided, %s".formatted(seen(), estimate.sentence());
    }
    if (!merged.vouch(evidence.promotionAt())) {
      return seen() + "; undecided";
    }
    if (now.compareTo(settings.soak()) < 0) {
      return "%s; shown to be no worse so far, watched until %s have passed"
          .formatted(seen(), Figures.duration(settings.soak()));
    }
    return seen() + "; shown to be no worse so far";
  }

  private String inconclusive(@Nullable Estimate estimate) {
    String consequence =
        switch (evidence.resolution()) {
          case PROMOTE -> "nothing speaks against it, promoted";
          case HOLD -> "a person must decide";
          case ROLLBACK -> "rolled back";
        };
    String needed =
        estimate == null
            ? ""
            : ", about %s more canary requests short"
                .formatted(Figures.about((double) estimate.requests()));
    return "%s; still undecided after %s%s; %s"
        .formatted(seen(), Figures.duration(now), needed, consequence);
  }

  /** What the metrics that decide have seen; of many, those that say most against the canary. */
  private String seen() {
    Track[] deciding = merged.deciding();
    if (deciding.length <= MANY) {
      return Arrays.stream(deciding).map(this::words).collect(Collectors.joining("; "));
    }
    return Arrays.stream(deciding)
        .sorted(Comparator.comparingDouble(Track::highest).reversed())
        .limit(SOME)
        .map(this::words)
        .collect(
            Collectors.joining(
                "; ", "", "; and %d more metrics".formatted(deciding.length - SOME)));
  }

  /** With the metric's name where two metrics would say the same. */
  private String words(Track track) {
    Comparison comparison = track.fold.comparison();
    if (track.told() == 0) {
      return comparison.name() + ": no data";
    }
    boolean alone =
        settings.metrics().stream().filter(m -> m.getClass() == comparison.getClass()).count() == 1;
    boolean named =
        switch (comparison) {
          case Comparison.ErrorRatio errors -> false;
          case Comparison.Latency latency -> false;
          case Comparison.Gauge gauge -> true;
          case Comparison.EventRate events -> true;
        };
    return alone || named ? track.fold.words() : comparison.name() + ": " + track.fold.words();
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (Track track : evidence.allTracks()) {
      track.fold.warnings(warnings);
      if (track.withoutData() >= FEW_LEFT_OUT) {
        warnings.add(
            "%s: %s intervals told nothing"
                .formatted(track.fold.comparison().name(), Figures.count(track.withoutData())));
      }
    }
    if (traffic.astray()) {
      warnings.add(
          "the canary gets %s of the requests in this step, it should get %s"
              .formatted(
                  Figures.percent(traffic.share(evidence.weight())),
                  Figures.percent(traffic.expectedShare())));
    }
    return warnings;
  }
}
