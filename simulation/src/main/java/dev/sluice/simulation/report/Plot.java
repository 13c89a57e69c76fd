package dev.sluice.simulation.report;

import dev.sluice.simulation.bench.Contestant;
import dev.sluice.simulation.bench.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture of Sluice and the others as SVG: how long they take to find a bad release, against how
 * many good ones they roll back. The fuller a point, the more of the bad releases it finds. Sluice
 * is shown with its defaults only; its other settings are in the tables.
 */
public final class Plot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 460;
  private static final int LEFT = 60;
  private static final int RIGHT = 730;
  private static final int TOP = 50;
  private static final int BOTTOM = 400;
  private static final int LINE = 15;

  /** Of the time axis, in seconds; it is logarithmic. */
  private static final double SHORTEST = 60;

  private static final double LONGEST = 6000;
  private static final int[] TIMES = {60, 120, 300, 600, 1800, 3600};

  private static final int[] STEPS = {1, 2, 5, 10, 20, 50};
  private static final double LETTER = 6.3;

  /** How many lines up and down a label may be moved. */
  private static final int MOVES = 40;

  /** From the middle of a point to its label. */
  private static final double AWAY = 12;

  /** So that the grid does not strike text through. */
  private static final String HALO = "stroke=\"#ffffff\" stroke-width=\"4\" paint-order=\"stroke\"";

  private static final String SLUICE = "#1a7f5a";
  private static final String OTHER = "#b35900";

  private final List<Point> points = new ArrayList<>();
  private final List<double[]> labels = new ArrayList<>();
  private final StringBuilder svg = new StringBuilder();
  private final double most;

  private record Point(String title, boolean own, double seconds, double rollbacks, double found) {}

  private Plot(Results results) {
    results.cells().forEach((contestant, cells) -> add(contestant, Summary.of(cells)));
    double highest = points.stream().mapToDouble(Point::rollbacks).max().orElse(0);
    this.most = Math.max(5, Math.ceil(highest / 5) * 5);
  }

  /** The picture. */
  public static String of(Results results) {
    return new Plot(results).draw();
  }

  private void add(Contestant contestant, Summary summary) {
    boolean own = contestant.id().startsWith("sluice");
    if (own && !contestant.id().equals("sluice")) {
      return;
    }
    if (summary.falseRollback() != null
        && summary.detected() != null
        && summary.toDetect() != null) {
      points.add(
          new Point(
              contestant.title(),
              own,
              summary.toDetect(),
              summary.falseRollback(),
              summary.detected()));
    }
  }

  private String draw() {
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" \
        font-family="system-ui, sans-serif" font-size="12">
        <title>Good releases rolled back, against the time to find a bad one</title>
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        """
            .formatted(WIDTH, HEIGHT));
    text(LEFT - 40, 24, "start", "#24292f", "Good releases rolled back, % (mean of N1 to N11)");
    text(
        RIGHT,
        HEIGHT - 14,
        "end",
        "#24292f",
        "Time to find a bad release, from when it is bad (geometric mean of B1 to B14)");
    axes();
    points.forEach(this::point);
    points.forEach(this::label);
    return svg.append("</svg>\n").toString();
  }

  private void axes() {
    int step = STEPS[STEPS.length - 1];
    for (int i = STEPS.length - 1; i >= 0; i--) {
      step = most / STEPS[i] <= 8 ? STEPS[i] : step;
    }
    for (int percent = 0; percent <= most; percent += step) {
      grid(LEFT, y(percent), RIGHT, y(percent));
      text(LEFT - 8, y(percent) + 4, "end", "#57606a", Integer.toString(percent));
    }
    for (int seconds : TIMES) {
      grid(x(seconds), TOP, x(seconds), BOTTOM);
      text(x(seconds), BOTTOM + 18, "middle", "#57606a", seconds / 60 + " min");
    }
  }

  private void point(Point point) {
    String colour = point.own() ? SLUICE : OTHER;
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"6\" fill=\"%s\" fill-opacity=\"%.2f\""
                + " stroke=\"%s\" stroke-width=\"2\"/>%n",
            x(point.seconds()),
            y(point.rollbacks()),
            colour,
            Math.max(0, (point.found() - 60) / 40),
            colour));
    labels.add(new double[] {x(point.seconds()) - 8, y(point.rollbacks()), 16});
  }

  /** Right or left of its point, moved up or down until it covers nothing. */
  private void label(Point point) {
    String told = String.format(Locale.ROOT, "%s: finds %.1f %%", point.title(), point.found());
    double width = told.length() * LETTER;
    double x = x(point.seconds());
    double y = y(point.rollbacks());
    for (int i = 0; i < 2 * MOVES; i++) {
      double left = i % 2 == 0 ? x + AWAY : x - AWAY - width;
      int away = i / 2;
      double line = y + (away % 2 == 0 ? -1 : 1) * ((away + 1) / 2) * LINE;
      boolean within = left >= LEFT && left + width <= RIGHT && line > TOP && line < BOTTOM + 4;
      if (within && free(left, line, width)) {
        labels.add(new double[] {left, line, width});
        text(left, line + 4, "start", point.own() ? SLUICE : OTHER, told);
        return;
      }
    }
  }

  private boolean free(double x, double y, double width) {
    return labels.stream()
        .allMatch(
            label ->
                Math.abs(label[1] - y) >= LINE - 2
                    || label[0] + label[2] < x
                    || x + width < label[0]);
  }

  private void grid(double x1, double y1, double x2, double y2) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#d0d7de\"/>%n",
            x1,
            y1,
            x2,
            y2));
  }

  private void text(double x, double y, String anchor, String colour, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\" %s>%s</text>%n",
            x,
            y,
            anchor,
            colour,
            HALO,
            text.replace("&", "&amp;").replace("<", "&lt;")));
  }

  private static double x(double seconds) {
    double share = Math.log(seconds / SHORTEST) / Math.log(LONGEST / SHORTEST);
    return LEFT + Math.clamp(share, 0, 1) * (RIGHT - LEFT);
  }

  private double y(double percent) {
    return BOTTOM - percent / most * (BOTTOM - TOP);
  }
}
