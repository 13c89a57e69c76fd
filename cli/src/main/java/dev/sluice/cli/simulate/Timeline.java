package dev.sluice.cli.simulate;

import dev.sluice.simulation.policy.HistogramQuantile;
import dev.sluice.simulation.rollout.Moment;
import dev.sluice.simulation.traffic.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened in one rollout, a line for each moment. */
final class Timeline {
  private static final double QUANTILE = 0.99;

  private final boolean evidence;

  private Timeline(boolean evidence) {
    this.evidence = evidence;
  }

  static List<String> of(List<Moment> moments) {
    Timeline timeline =
        new Timeline(moments.stream().anyMatch(moment -> moment.evidence().isPresent()));
    List<String> lines = new ArrayList<>();
    lines.add(
        timeline.line("TIME", "WEIGHT", "REQUESTS", "ERRORS", "P99", "EVIDENCE", "WHAT HAPPENED"));
    moments.forEach(moment -> lines.addAll(timeline.lines(moment)));
    return lines;
  }

  private List<String> lines(Moment moment) {
    List<String> told = new ArrayList<>(moment.told());
    if (told.isEmpty()) {
      told.add(moment.remark() == null ? "" : moment.remark());
    }
    boolean asked = moment.canary().requests() > 0;
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            Figures.time(moment.at()),
            moment.weight() == 0 ? "" : moment.weight() + "%",
            asked ? both(moment, counts -> Figures.count(counts.requests())) : "",
            asked ? both(moment, Timeline::errors) : "",
            asked ? both(moment, Timeline::slowest) : "",
            moment.evidence().isPresent() ? power(moment.evidence().getAsDouble()) : "",
            told.getFirst()));
    told.stream().skip(1).map(text -> line("", "", "", "", "", "", text)).forEach(lines::add);
    return lines;
  }

  /** With one digit, and no minus before a zero. */
  private static String power(double evidence) {
    return String.format(Locale.ROOT, "%.1f", Math.round(10 * evidence) / 10.0);
  }

  private interface Shown {
    String of(Counts counts);
  }

  /** The canary's, and the other arm's. */
  private static String both(Moment moment, Shown shown) {
    return shown.of(moment.canary()) + " / " + shown.of(moment.control());
  }

  private static String errors(Counts counts) {
    return counts.requests() == 0
        ? "-"
        : String.format(Locale.ROOT, "%.2f%%", 100.0 * counts.errors() / counts.requests());
  }

  private static String slowest(Counts counts) {
    return counts.requests() == 0 ? "-" : Math.round(HistogramQuantile.of(QUANTILE, counts)) + "ms";
  }

  private String line(
      String time,
      String weight,
      String requests,
      String errors,
      String slowest,
      String power,
      String what) {
    String before =
        "%6s  %6s  %-15s  %-15s  %-15s".formatted(time, weight, requests, errors, slowest);
    return (before + (evidence ? "  %8s".formatted(power) : "") + "  " + what).stripTrailing();
  }
}
