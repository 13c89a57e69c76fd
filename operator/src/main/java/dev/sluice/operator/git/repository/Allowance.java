package dev.sluice.operator.git.repository;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** How much one operation may still transfer, and until when; JGit asks it between two objects. */
final class Allowance extends EmptyProgressMonitor {
  /** More came than may come. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** It took longer than it may take. */
  static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final Limits limits;
  private final InstantSource clock;
  private final Instant end;
  private final AtomicLong left;

  Allowance(Limits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    this.end = clock.instant().plus(limits.deadline());
    this.left = new AtomicLong(limits.bytes());
  }

  Limits limits() {
    return limits;
  }

  @Override
  public boolean isCancelled() {
    return isLate();
  }

  boolean isLate() {
    return clock.instant().isAfter(end);
  }

  boolean isSpent() {
    return left.get() < 0;
  }

  /** What is read from the stream is taken from this allowance. */
  InputStream limit(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        int read = super.read();
        take(read < 0 ? 0 : 1);
        return read;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        take(Math.max(0, read));
        return read;
      }

      @Override
      public long skip(long wanted) throws IOException {
        long skipped = super.skip(wanted);
        take(skipped);
        return skipped;
      }
    };
  }

  private void take(long bytes) throws IOException {
    if (left.addAndGet(-bytes) < 0) {
      throw new TooLargeException();
    }
    if (isLate()) {
      throw new TooSlowException();
    }
  }
}
