package dev.sluice.operator.notify;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Names the Canary that the lines of the log are about, until it is closed. */
final class LogContext implements AutoCloseable {
  private static final String KEY = "canary";

  private final @Nullable String before;

  private LogContext(@Nullable String before) {
    this.before = before;
  }

  /** The one who was named before is named again afterwards. */
  static LogContext of(String canary) {
    LogContext context = new LogContext(MDC.get(KEY));
    MDC.put(KEY, canary);
    return context;
  }

  @Override
  public void close() {
    if (before == null) {
      MDC.remove(KEY);
    } else {
      MDC.put(KEY, before);
    }
  }
}
