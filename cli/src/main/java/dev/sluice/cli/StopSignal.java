package dev.sluice.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;

/**
 * Ctrl-C and SIGTERM, as something to wait for. The first one asks to end, so that what was started
 * is put away; a second one ends the process at once.
 */
final class StopSignal {
  private static final int INTERRUPTED = 130;

  private final CountDownLatch asked = new CountDownLatch(1);

  /** Takes over this process's signals. */
  static StopSignal install() {
    StopSignal signal = new StopSignal();
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
  }

  boolean isAsked() {
    return asked.getCount() == 0;
  }

  void await() throws InterruptedException {
    asked.await();
  }

  /** Waits at most this long; true if the end was asked for. */
  boolean await(Duration atMost) throws InterruptedException {
    return asked.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }
}
