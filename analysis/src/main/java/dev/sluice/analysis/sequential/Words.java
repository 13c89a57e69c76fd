package dev.sluice.analysis.sequential;

import dev.sluice.analysis.sequential.MetricEvidence.ArmSummary;

/** What one metric has seen, for people. */
final class Words {
  private static final double HOUR = 3600;

  private Words() {}

  static String errors(ArmSummary canary, ArmSummary primary, Against against) {
    if (against.past()) {
      return "now %s errors of %s requests, before the rollout %s of %s"
          .formatted(share(canary), requests(canary), share(primary), requests(primary));
    }
    return "canary %s errors of %s requests, %s %s of %s"
        .formatted(
            share(canary), requests(canary), against.word(), share(primary), requests(primary));
  }

  private static String share(ArmSummary arm) {
    return arm.requests() == 0 ? "0%" : Figures.percent((double) arm.bad() / arm.requests());
  }

  private static String requests(ArmSummary arm) {
    return Figures.count(arm.requests());
  }

  /**
   * Speaks of the 99th percentile and of the bound that speaks most against the canary.
   *
   * @param bound in seconds
   * @param last the highest bound, in seconds
   */
  static String latency(
      ArmSummary canary, ArmSummary primary, double bound, double last, Against against) {
    String slower =
        "%s (%s slower than %s)"
            .formatted(p99(canary, last), share(canary), Figures.latency(bound));
    String reference = "%s (%s)".formatted(p99(primary, last), share(primary));
    return against.past()
        ? "p99 now %s, before the rollout %s".formatted(slower, reference)
        : "canary p99 %s, %s %s".formatted(slower, against.word(), reference);
  }

  private static String p99(ArmSummary arm, double last) {
    if (arm.requests() == 0) {
      return "not known";
    }
    return (arm.value() >= last ? "above " : "about ") + Figures.latency(arm.value());
  }

  static String gauge(String name, ArmSummary canary, ArmSummary primary, Against against) {
    String own = Figures.number(canary.value());
    String theirs = Figures.number(primary.value());
    String form =
        against.past()
            ? "%s now %s on average, before the rollout %s%s"
            : "%s of canary %s on average, of " + against.word() + " %s%s";
    return form.formatted(name, own, theirs, relation(canary.value(), primary.value()));
  }

  private static String relation(double own, double theirs) {
    if (!(own > 0 && theirs > 0)) {
      return "";
    }
    double change = own / theirs - 1;
    return " (%s %s)".formatted(Figures.percent(Math.abs(change)), change < 0 ? "less" : "more");
  }

  static String events(String name, ArmSummary canary, ArmSummary primary, Against against) {
    String form =
        against.past()
            ? "%s: now %s in %s, before the rollout %s in %s"
            : "%s: canary %s in %s, " + against.word() + " %s in %s";
    return form.formatted(
        name,
        Figures.count(canary.bad()),
        podHours(canary),
        Figures.count(primary.bad()),
        podHours(primary));
  }

  private static String podHours(ArmSummary arm) {
    double seconds = arm.requests();
    return seconds < HOUR
        ? Figures.number(seconds / 60) + " pod minutes"
        : Figures.number(seconds / HOUR) + " pod hours";
  }

  static String noPast(String name, Against against) {
    return against.past()
        ? name + ": nothing is known of the time before the rollout, so it is not watched"
        : name
            + ": too little is known of the primary's past, so a usual variation is assumed and "
            + "evidence takes longer";
  }

  static String coarseBuckets(String name, int bounds) {
    return name
        + ": %s of the bucket bounds is exceeded by 0.2%% to 70%% of the requests; add bounds there or use native histograms"
            .formatted(bounds == 0 ? "none" : "only one");
  }

  static String strangeBuckets(String name, Against against) {
    return name
        + ": canary and "
        + against.word()
        + " have no bucket bounds in common; intervals were left out, give both the same bounds";
  }
}
