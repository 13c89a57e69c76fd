package dev.sluice.simulation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table of text.
 *
 * @param header one for each column; the first column names the rows
 * @param rows each as long as the header
 */
public record Table(String title, List<String> header, List<List<String>> rows) {
  public Table {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** In columns of equal width, for a terminal. */
  public List<String> text() {
    int[] widths = IntStream.range(0, header.size()).map(this::width).toArray();
    List<String> lines = new ArrayList<>();
    lines.add(title);
    lines.add(line(header, widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  /** As Markdown. */
  public List<String> markdown() {
    List<String> lines = new ArrayList<>();
    lines.add("**" + title + "**");
    lines.add("");
    lines.add(piped(header));
    lines.add("|" + "---|".repeat(header.size()));
    rows.forEach(row -> lines.add(piped(row)));
    return lines;
  }

  private int width(int column) {
    int ofRows = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    return Math.max(header.get(column).length(), ofRows);
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder(" ");
    for (int i = 0; i < widths.length; i++) {
      line.append(' ').append(cells.get(i));
      line.append(" ".repeat(widths[i] - cells.get(i).length() + 1));
    }
    return line.toString().stripTrailing();
  }

  private static String piped(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
