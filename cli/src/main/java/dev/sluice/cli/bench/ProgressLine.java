package dev.sluice.cli.bench;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** How far something is, in one line that is written again and again; only on a terminal. */
public final class ProgressLine implements AutoCloseable {
  private final PrintWriter err;
  private final boolean visible;
  private int shown = -1;

  ProgressLine(PrintWriter err, boolean visible) {
    this.err = err;
    this.visible = visible;
  }

  /** On this output if it is a terminal. */
  public static ProgressLine on(PrintWriter err) {
    return new ProgressLine(
        err, Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false));
  }

  /**
   * Shows how far it is; may be called by several threads.
   *
   * @param share of the work that is done, 0 to 1
   */
  public synchronized void show(double share) {
    int percent = (int) (100 * share);
    if (visible && percent > shown) {
      shown = percent;
      err.print(String.format(Locale.ROOT, "\r %d %% of all rollouts", percent));
      err.flush();
    }
  }

  /** Takes the line away. */
  @Override
  public synchronized void close() {
    if (visible) {
      err.print("\r" + " ".repeat(40) + "\r");
      err.flush();
    }
  }
}
