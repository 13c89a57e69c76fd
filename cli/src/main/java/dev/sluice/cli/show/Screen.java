package dev.sluice.cli.show;

import dev.sluice.cli.show.Scene.Check;
import dev.sluice.cli.show.Scene.Event;
import dev.sluice.cli.show.Scene.Progress;
import dev.sluice.cli.show.Scene.Second;
import dev.sluice.cli.show.Scene.Side;
import dev.sluice.cli.show.Scene.Step;
import dev.sluice.cli.show.Scene.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Draws a {@link Scene} as the lines of a window. */
final class Screen {
  private static final int GUTTER = 11;
  private static final int MARGIN = 1;

  /** The headline keeps its place whether it takes one line or two. */
  private static final int HEADLINE_LINES = 2;

  /** From so many lines of events on one is left empty below them. */
  private static final int ROOMY = 6;

  /** Curves are as high as this share of their points; a hiccup may be higher. */
  private static final double USUAL = 0.9;

  private static final int FIGURE = 14;
  private static final int BAR_LABEL = 31;

  private final Glyphs glyphs;
  private final Palette palette;

  Screen(Glyphs glyphs, Palette palette) {
    this.glyphs = glyphs;
    this.palette = palette;
  }

  /**
   * Exactly as many lines as there are rows, none wider than the window. Below 80 × 24 the end of
   * what is there is cut off.
   */
  List<AttributedString> draw(Scene scene, int columns, int rows) {
    List<List<AttributedString>> sections =
        List.of(
            headline(scene, columns),
            traffic(scene, columns),
            checks(scene),
            clients(scene, columns),
            versions(scene, columns));
    int content = sections.stream().mapToInt(List::size).sum() + 2;
    int blanks = Math.clamp(rows - content - 3L, 0, sections.size() + 1);
    List<AttributedString> lines = new ArrayList<>();
    lines.add(title(scene, columns));
    for (List<AttributedString> section : sections) {
      if (blanks > 0) {
        lines.add(AttributedString.EMPTY);
        blanks--;
      }
      lines.addAll(section);
    }
    if (blanks > 0) {
      lines.add(AttributedString.EMPTY);
    }
    int left = rows - lines.size() - 1;
    lines.addAll(events(scene, left > ROOMY ? left - 1 : left));
    while (lines.size() < rows - 1) {
      lines.add(AttributedString.EMPTY);
    }
    lines.add(styled(" " + scene.footer(), palette.quiet()));
    return lines.stream().limit(rows).map(line -> fit(line, columns)).toList();
  }

  private AttributedString title(Scene scene, int columns) {
    String left = " Sluice playground";
    String dot = " " + glyphs.separator() + " ";
    String right = scene.place() + dot + scene.phase() + dot + Clock.offset(scene.elapsed()) + " ";
    int gap = Math.max(1, columns - left.length() - right.length());
    return styled(left + " ".repeat(gap) + right, palette.title());
  }

  private List<AttributedString> headline(Scene scene, int columns) {
    List<AttributedString> lines =
        new ArrayList<>(
            Words.wrap(scene.headline(), columns - 2 * MARGIN).stream()
                .limit(HEADLINE_LINES)
                .map(line -> styled(" " + line, palette.strong()))
                .toList());
    while (lines.size() < HEADLINE_LINES) {
      lines.add(AttributedString.EMPTY);
    }
    return lines;
  }

  private List<AttributedString> traffic(Scene scene, int columns) {
    return List.of(
        side("TRAFFIC", "primary", scene.primary(), palette.primary(), columns),
        side("", "canary", scene.canary(), palette.canary(), columns),
        steps(scene));
  }

  private AttributedString side(
      String label, String role, Side side, AttributedStyle style, int columns) {
    AttributedStringBuilder line = row(label);
    line.append("%-8s".formatted(role), style);
    line.append("%-6s".formatted(side.version()), palette.strong());
    int pods = Math.clamp(Math.max(side.ready(), side.pods()), 0, 8);
    int ready = Math.min(side.ready(), pods);
    line.append(String.valueOf(glyphs.podReady()).repeat(ready), style);
    line.append(String.valueOf(glyphs.podStarting()).repeat(pods - ready), palette.quiet());
    line.append(" ".repeat(Math.max(0, 9 - pods)));
    line.append("%4s%% ".formatted(Math.round(side.weight())), palette.strong());
    int width = columns - GUTTER - BAR_LABEL - MARGIN;
    line.append(glyphs.bar(side.weight() / 100, Math.max(0, width)), style);
    return line.toAttributedString();
  }

  private AttributedString steps(Scene scene) {
    AttributedStringBuilder line = row("STEPS");
    for (Step step : scene.steps()) {
      line.append(mark(step.progress()) + " " + step.label() + "  ", style(step.progress()));
    }
    return line.toAttributedString();
  }

  private List<AttributedString> checks(Scene scene) {
    List<AttributedString> lines = new ArrayList<>();
    Check counter =
        scene.checks().stream()
            .filter(check -> !check.passed())
            .findFirst()
            .orElse(scene.checks().isEmpty() ? null : scene.checks().getFirst());
    for (Check check : scene.checks()) {
      Progress progress = check.passed() ? Progress.DONE : Progress.FAILED;
      AttributedStringBuilder line = row(lines.isEmpty() ? "CHECKS" : "");
      line.append(mark(progress) + " ", style(progress));
      line.append("%-22s".formatted(check.name()));
      line.append(
          "%-10s".formatted(check.value()), check.passed() ? palette.strong() : palette.bad());
      line.append("%-15s".formatted(check.bound()), palette.quiet());
      line.append(
          check.evidence().isEmpty() ? "" : " " + check.evidence(),
          check.passed() ? palette.quiet() : palette.bad());
      if (check.evidence().isEmpty() && check.equals(counter) && scene.failedChecks() > 0) {
        line.append(
            "%d of %d failed".formatted(scene.failedChecks(), scene.threshold()), palette.bad());
      }
      lines.add(line.toAttributedString());
    }
    if (lines.isEmpty()) {
      lines.add(row("CHECKS").append("none yet", palette.quiet()).toAttributedString());
    }
    while (lines.size() < 2) {
      lines.add(AttributedString.EMPTY);
    }
    return lines;
  }

  private List<AttributedString> clients(Scene scene, int columns) {
    int width = Math.max(0, columns - GUTTER - 10 - FIGURE - MARGIN);
    List<Second> seconds = last(scene.traffic().seconds(), width);
    Second now = seconds.isEmpty() ? new Second(0, 0, 0) : seconds.getLast();
    double most = usual(seconds, Second::requests);
    double slowest = usual(seconds, Second::millis);
    double failed = now.requests() == 0 ? 0 : 100.0 * now.failures() / now.requests();
    return List.of(
        curve(
            "CLIENTS",
            "requests",
            cells(seconds, Second::requests, most * 1.25),
            width,
            palette.primary(),
            now.requests() + " a second"),
        curve(
            "",
            "failed",
            cells(seconds, second -> share(second.failures(), second.requests()), 0.25),
            width,
            palette.bad(),
            String.format(Locale.ROOT, "%.1f %%", failed)),
        curve(
            "",
            "slowest",
            cells(seconds, Second::millis, Math.max(slowest, 100)),
            width,
            palette.canary(),
            Math.round(now.millis()) + " ms"));
  }

  private AttributedString curve(
      String label, String name, String cells, int width, AttributedStyle style, String figure) {
    return row(label)
        .append("%-10s".formatted(name), palette.quiet())
        .append(" ".repeat(Math.max(0, width - cells.length())) + cells, style)
        .append("  " + figure, palette.strong())
        .toAttributedString();
  }

  private String cells(List<Second> seconds, ToDoubleFunction<Second> value, double highest) {
    StringBuilder text = new StringBuilder();
    DoubleStream shares =
        seconds.stream().mapToDouble(value).map(v -> highest > 0 ? v / highest : 0);
    shares.forEach(share -> text.append(glyphs.spark(share)));
    return text.toString();
  }

  /** What it meant to the clients is said where there is room beside the commits. */
  private List<AttributedString> versions(Scene scene, int columns) {
    List<AttributedString> lines = new ArrayList<>();
    int commits =
        scene.versions().stream().mapToInt(version -> version.commit().length()).max().orElse(0);
    for (Version version : scene.versions()) {
      AttributedStringBuilder line =
          row(lines.isEmpty() ? "VERSIONS" : "")
              .append(mark(version.progress()) + " ", style(version.progress()))
              .append("%-6s".formatted(version.name()), palette.strong())
              .append(
                  version.outcome().isEmpty() ? "" : "%-23s".formatted(version.outcome()),
                  style(version.progress()))
              .append(version.commit());
      String detail =
          version.commit().isEmpty()
              ? version.detail()
              : " ".repeat(commits - version.commit().length() + 2) + version.detail();
      if (line.columnLength() + detail.length() + MARGIN <= columns) {
        line.append(detail, palette.quiet());
      }
      lines.add(line.toAttributedString());
    }
    return lines;
  }

  private List<AttributedString> events(Scene scene, int rows) {
    List<AttributedString> lines = new ArrayList<>();
    for (Event event : last(scene.events(), rows)) {
      lines.add(
          row(lines.isEmpty() ? "EVENTS" : "")
              .append("%5s  ".formatted(Clock.offset(event.at())), palette.quiet())
              .append(event.text(), event.warning() ? palette.bad() : AttributedStyle.DEFAULT)
              .toAttributedString());
    }
    return lines;
  }

  private AttributedStringBuilder row(String label) {
    return new AttributedStringBuilder()
        .append((" %-" + (GUTTER - 1) + "s").formatted(label), palette.quiet());
  }

  private char mark(Progress progress) {
    return switch (progress) {
      case DONE -> glyphs.done();
      case NOW -> glyphs.now();
      case AHEAD -> glyphs.ahead();
      case FAILED -> glyphs.failed();
    };
  }

  private AttributedStyle style(Progress progress) {
    return switch (progress) {
      case DONE -> palette.good();
      case NOW -> palette.canary();
      case AHEAD -> palette.quiet();
      case FAILED -> palette.bad();
    };
  }

  private AttributedString fit(AttributedString line, int columns) {
    if (line.columnLength() <= columns) {
      return line;
    }
    return AttributedString.join(
        AttributedString.EMPTY,
        line.columnSubSequence(0, Math.max(0, columns - 1)),
        new AttributedString(String.valueOf(glyphs.ellipsis())));
  }

  private static double usual(List<Second> seconds, ToDoubleFunction<Second> value) {
    return seconds.stream()
        .mapToDouble(value)
        .sorted()
        .skip((long) (USUAL * Math.max(0, seconds.size() - 1)))
        .findFirst()
        .orElse(0);
  }

  private static double share(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static AttributedString styled(String text, AttributedStyle style) {
    return new AttributedString(text, style);
  }

  private static <T> List<T> last(List<T> list, int count) {
    return list.subList(Math.max(0, list.size() - Math.max(0, count)), list.size());
  }
}
