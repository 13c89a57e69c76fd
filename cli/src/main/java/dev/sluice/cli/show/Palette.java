package dev.sluice.cli.show;

import org.jline.utils.AttributedStyle;

/** What things look like; the terminal's own sixteen colours, so that they fit its background. */
record Palette(
    AttributedStyle title,
    AttributedStyle strong,
    AttributedStyle quiet,
    AttributedStyle primary,
    AttributedStyle canary,
    AttributedStyle good,
    AttributedStyle bad) {
  static final Palette COLOUR =
      new Palette(
          AttributedStyle.INVERSE,
          AttributedStyle.BOLD,
          AttributedStyle.DEFAULT.faint(),
          AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN),
          AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW),
          AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN),
          AttributedStyle.BOLD.foreground(AttributedStyle.RED));

  /** For those who asked for no colour. */
  static final Palette PLAIN =
      new Palette(
          AttributedStyle.INVERSE,
          AttributedStyle.BOLD,
          AttributedStyle.DEFAULT.faint(),
          AttributedStyle.DEFAULT,
          AttributedStyle.DEFAULT,
          AttributedStyle.DEFAULT,
          AttributedStyle.BOLD);
}
