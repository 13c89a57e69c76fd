package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A process in which everything stands still, and which does not know. Not on Windows. */
final class Frozen implements AutoCloseable {
  private final ProcessHandle process;

  private Frozen(ProcessHandle process) {
    this.process = process;
  }

  /**
   * Stops its time.
   *
   * @throws IllegalStateException if it has ended
   */
  static Frozen freeze(ProcessHandle process) {
    signal(process, "STOP");
    return new Frozen(process);
  }

  /** Lets it go on, if it has not been killed meanwhile. */
  @Override
  public void close() {
    if (process.isAlive()) {
      signal(process, "CONT");
    }
  }

  private static void signal(ProcessHandle process, String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -%s ended with %d".formatted(name, code));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
