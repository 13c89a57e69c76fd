package dev.sluice.cli.show;

import dev.sluice.cli.show.Scene.Progress;
import dev.sluice.cli.show.Scene.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/**
 * Shows what another show does, and writes one picture of it: the screen at the moment that a bad
 * version has failed its checks for the second time, after another one was taken back. The picture
 * in the README is made so.
 */
public final class Picture implements Show {
  private static final int COLUMNS = 100;
  private static final int ROWS = 34;
  private static final int TELLING = 2;

  /** The real one has a path of this run in it. */
  private static final String FOOTER = "Ctrl-C ends it.";

  private static final double CELL = 8.4;
  private static final int LINE = 18;
  private static final int BASELINE = 13;
  private static final int BORDER = 12;

  private static final Palette PALETTE = Palette.COLOUR;
  private static final String PAPER = "#16181d";
  private static final String INK = "#d7dae0";

  private final Show show;
  private final Path file;
  private boolean taken;

  public Picture(Show show, Path file) {
    this.show = show;
    this.file = file;
  }

  @Override
  public void show(Scene scene) {
    show.show(scene);
    Set<Progress> versions =
        scene.versions().stream().map(Version::progress).collect(Collectors.toSet());
    if (!taken
        && scene.failedChecks() == TELLING
        && versions.containsAll(Set.of(Progress.FAILED, Progress.NOW))) {
      taken = true;
      try {
        Files.writeString(
            file,
            svg(new Screen(Glyphs.UNICODE, PALETTE).draw(scene.withFooter(FOOTER), COLUMNS, ROWS)));
      } catch (IOException e) {
        throw new UncheckedIOException("the picture cannot be written", e);
      }
    }
  }

  @Override
  public void close() {
    show.close();
  }

  /** The lines of a window as an image. */
  static String svg(List<AttributedString> lines) {
    StringBuilder svg = new StringBuilder();
    long width = Math.round(COLUMNS * CELL) + 2 * BORDER;
    int height = lines.size() * LINE + 2 * BORDER;
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-size="14"\
         font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace">
        <rect width="100%%" height="100%%" rx="8" fill="%s"/>
        """
            .formatted(width, height, PAPER));
    for (int row = 0; row < lines.size(); row++) {
      line(svg, lines.get(row), BORDER + row * LINE);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void line(StringBuilder svg, AttributedString line, int top) {
    int from = 0;
    while (from < line.length()) {
      int to = from + 1;
      while (to < line.length() && line.styleAt(to).equals(line.styleAt(from))) {
        to++;
      }
      run(svg, line.subSequence(from, to).toString(), line.styleAt(from), from, top);
      from = to;
    }
  }

  private static void run(
      StringBuilder svg, String text, AttributedStyle style, int column, int top) {
    double left = BORDER + column * CELL;
    double width = text.length() * CELL;
    boolean inverse = style.equals(PALETTE.title());
    if (inverse) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
              left,
              top,
              width,
              LINE,
              INK));
    }
    if (text.isBlank()) {
      return;
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" xml:space=\"preserve\" fill=\"%s\"%s>%s"
                + "</text>%n",
            left,
            top + BASELINE,
            width,
            inverse ? PAPER : colour(style),
            style.equals(PALETTE.strong()) || style.equals(PALETTE.bad())
                ? " font-weight=\"bold\""
                : "",
            text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
  }

  private static String colour(AttributedStyle style) {
    if (style.equals(PALETTE.quiet())) {
      return "#8b919d";
    } else if (style.equals(PALETTE.primary())) {
      return "#4fc1d9";
    } else if (style.equals(PALETTE.canary())) {
      return "#e5b567";
    } else if (style.equals(PALETTE.good())) {
      return "#6cc070";
    } else if (style.equals(PALETTE.bad())) {
      return "#ef6b73";
    }
    return INK;
  }
}
