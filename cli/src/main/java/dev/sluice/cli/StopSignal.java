package dev.sluice.cli;

import java.util.concurrent.CountDownLatch;
import org.jline.utils.Signals;

/**
 * Ctrl-C and SIGTERM, as something to wait for. The first one asks to end, so that what was started
 * is put away; a second one ends the process at once.
 */
final class StopSignal {
  private static final int INTERRUPTED = 130;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final Thread worker;

  private StopSignal(Thread worker) {
    this.worker = worker;
  }

  /**
   * Takes over this process's signals.
   *
   * @param worker is interrupted at the first one, so that it stops waiting for other things
   */
  static StopSignal install(Thread worker) {
    StopSignal signal = new StopSignal(worker);
    Signals.register("INT", signal::ask);
    Signals.register("TERM", signal::ask);
    return signal;
  }

  /** Asks to end; the second time, ends the process. */
  void ask() {
    if (isAsked()) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    asked.countDown();
    worker.interrupt();
  }

  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Waits in the worker until the end is asked for. */
  void await() {
    try {
      asked.await();
    } catch (InterruptedException e) {
      // The signal itself interrupts; there is nothing else to wait for.
    }
  }
}
