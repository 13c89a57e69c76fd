package dev.sluice.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;

/**
 * Ctrl-C and SIGTERM, as something to wait for. The first one asks to end, so that what was started
 * is put away; a second one ends the process at once.
 */
final class StopSignal {
  private static final int INTERRUPTED = 130;

  private final AtomicBoolean asked = new AtomicBoolean();
  private final CountDownLatch interrupted = new CountDownLatch(1);
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
    if (asked.getAndSet(true)) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    worker.interrupt();
    interrupted.countDown();
  }

  boolean isAsked() {
    return asked.get();
  }

  /** Waits in the worker until the end is asked for. What it does then is not interrupted. */
  void await() {
    try {
      interrupted.await();
      Thread.interrupted();
    } catch (InterruptedException e) {
      // The signal itself interrupts; there is nothing else to wait for.
    }
  }
}
