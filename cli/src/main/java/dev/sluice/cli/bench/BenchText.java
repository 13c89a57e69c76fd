package dev.sluice.cli.bench;

import dev.sluice.simulation.report.Report;
import dev.sluice.simulation.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A benchmark's report, in lines. */
public final class BenchText {
  private static final String LOSSES = "Where others do better than Sluice";

  private BenchText() {}

  /** For a terminal. */
  public static List<String> text(Report report) {
    List<String> lines = tables(report, Table::text);
    lines.add(LOSSES);
    report.losses().forEach(loss -> lines.add("  " + loss));
    return lines;
  }

  /** For a document. */
  public static List<String> markdown(Report report) {
    List<String> lines = tables(report, Table::markdown);
    lines.add("**" + LOSSES + "**");
    lines.add("");
    report.losses().forEach(loss -> lines.add("- " + loss));
    return lines;
  }

  private static List<String> tables(Report report, Function<Table, List<String>> form) {
    List<String> lines = new ArrayList<>();
    for (Table table : report.tables()) {
      lines.addAll(form.apply(table));
      lines.add("");
    }
    return lines;
  }
}
