package dev.sluice.cli.backtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all of it came to.
 *
 * @param releases that were played
 * @param without stretches of the past without requests
 * @param byPod how many releases compared a pod with the others; the rest compared halves of time
 */
record BacktestReport(
    String canary,
    int days,
    int releases,
    int without,
    int byPod,
    List<CheckReport> checks,
    List<String> notes) {

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d releases that changed nothing, played on the past %s of %s."
            .formatted(releases, days == 1 ? "day" : days + " days", canary));
    lines.add(
        "%d compare one pod with the others, %d the halves of each interval; %d stretches had no requests."
            .formatted(byPod, releases - byPod, without));
    lines.add("");
    lines.add(
        "%-24s %-12s %-26s %-14s %-26s %s"
            .formatted(
                "CHECK",
                "BOUND",
                "ROLLED BACK BY THE BOUND",
                "SUGGESTED",
                "BY COMPARISON",
                "VOUCHED FOR"));
    for (CheckReport check : checks) {
      lines.add(
          "%-24s %-12s %-26s %-14s %-26s %s"
              .formatted(
                  check.name(),
                  check.bound().isEmpty() ? "none" : check.bound(),
                  check.bound().isEmpty() || check.thresholdReleases() == 0
                      ? "-"
                      : Numbers.share(check.thresholdRolledBack(), check.thresholdReleases()),
                  suggestion(check),
                  Numbers.share(check.sequentialRolledBack(), check.sequentialReleases()),
                  Numbers.share(check.sequentialPromoted(), check.sequentialReleases()))
              .stripTrailing());
    }
    if (!notes.isEmpty()) {
      lines.add("");
      lines.addAll(notes);
    }
    return lines;
  }

  private static String suggestion(CheckReport check) {
    return check.suggested() == null
        ? "-"
        : (check.name().equals("request-success-rate") ? ">= " : "<= ")
            + Numbers.plain(check.suggested());
  }

  /** For programs. */
  Map<String, Object> json() {
    List<Map<String, Object>> each = new ArrayList<>();
    for (CheckReport check : checks) {
      Map<String, Object> one = new TreeMap<>();
      one.put("name", check.name());
      one.put("bound", check.bound());
      one.put("thresholdReleases", check.thresholdReleases());
      one.put("thresholdRolledBack", check.thresholdRolledBack());
      if (check.suggested() != null) {
        one.put("suggested", check.suggested());
      }
      one.put("sequentialReleases", check.sequentialReleases());
      one.put("sequentialRolledBack", check.sequentialRolledBack());
      one.put("sequentialPromoted", check.sequentialPromoted());
      each.add(one);
    }
    return new TreeMap<>(
        Map.of(
            "canary", canary,
            "days", days,
            "releases", releases,
            "withoutRequests", without,
            "byPod", byPod,
            "checks", each,
            "notes", notes));
  }
}
