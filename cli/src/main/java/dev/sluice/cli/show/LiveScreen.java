package dev.sluice.cli.show;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.InfoCmp.Capability;

/**
 * The terminal as one picture that is redrawn in place; only lines that changed are written. What
 * was on the terminal before is there again when it is closed.
 */
public final class LiveScreen implements Show {
  private final Terminal terminal;
  private final Attributes before;
  private final Screen screen;
  private final Motion motion = new Motion();
  private Size size = new Size(0, 0);
  private List<AttributedString> shown = List.of();
  private boolean closed;

  LiveScreen(Terminal terminal, Screen screen) {
    this.terminal = terminal;
    this.screen = screen;
    this.before = terminal.enterRawMode();
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
  }

  /**
   * Takes over the terminal, if standard output is one that can be drawn on.
   *
   * @param env the environment: {@code NO_COLOR}, {@code TERM} and the locale are obeyed
   */
  public static Optional<LiveScreen> open(Map<String, String> env) {
    if ("dumb".equals(env.getOrDefault("TERM", "dumb"))) {
      return Optional.empty();
    }
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .dumb(false)
              .encoding(StandardCharsets.UTF_8)
              .nativeSignals(false)
              .build();
      Palette palette = env.getOrDefault("NO_COLOR", "").isEmpty() ? Palette.COLOUR : Palette.PLAIN;
      return Optional.of(new LiveScreen(terminal, new Screen(glyphs(env), palette)));
    } catch (IOException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  /**
   * A locale that was set to something other than UTF-8 is believed; one that is not set is not.
   */
  static Glyphs glyphs(Map<String, String> env) {
    String locale = "";
    for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      locale = locale.isEmpty() ? env.getOrDefault(variable, "") : locale;
    }
    String name = locale.toLowerCase(Locale.ROOT);
    boolean utf8 = name.isEmpty() || name.contains("utf-8") || name.contains("utf8");
    return utf8 ? Glyphs.UNICODE : Glyphs.ASCII;
  }

  @Override
  public synchronized void show(Scene scene) {
    if (closed) {
      return;
    }
    Size now = terminal.getSize();
    if (now.getRows() == 0 || now.getColumns() == 0) {
      now = new Size(80, 24);
    }
    if (!now.equals(size)) {
      size = now;
      shown = List.of();
      terminal.puts(Capability.clear_screen);
    }
    List<AttributedString> lines =
        screen.draw(motion.next(scene), size.getColumns(), size.getRows());
    for (int row = 0; row < lines.size(); row++) {
      AttributedString line = lines.get(row);
      if (row >= shown.size() || !shown.get(row).equals(line)) {
        terminal.puts(Capability.cursor_address, row, 0);
        terminal.writer().print(line.toAnsi(terminal));
        // To the window's edge and not further, so that no terminal wraps or erases a letter.
        terminal.writer().print(" ".repeat(size.getColumns() - line.columnLength()));
      }
    }
    shown = lines;
    terminal.flush();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    // For terminals that have no second screen to leave.
    terminal.puts(Capability.clear_screen);
    terminal.puts(Capability.cursor_visible);
    terminal.puts(Capability.exit_ca_mode);
    terminal.flush();
    terminal.setAttributes(before);
    try {
      terminal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
