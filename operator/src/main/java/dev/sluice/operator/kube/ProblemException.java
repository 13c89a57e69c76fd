package dev.sluice.operator.kube;

import org.jspecify.annotations.Nullable;

/**
 * Something that a person has to mend, or that mends itself with time. It becomes a condition and
 * an event; the rollout holds where it is and goes on by itself when it is mended.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final boolean retriable;

  /**
   * @param reason one CamelCase word for the condition's {@code reason}
   * @param message what is wrong and what to do, for a person
   */
  public ProblemException(String reason, String message, @Nullable Throwable cause) {
    this(reason, message, cause, false);
  }

  public ProblemException(String reason, String message) {
    this(reason, message, null, false);
  }

  private ProblemException(
      String reason, String message, @Nullable Throwable cause, boolean retriable) {
    super(message, cause);
    this.reason = reason;
    this.retriable = retriable;
  }

  /** A problem that is likely gone at the next try, such as an API server that is away. */
  public static ProblemException retriable(
      String reason, String message, @Nullable Throwable cause) {
    return new ProblemException(reason, message, cause, true);
  }

  public String reason() {
    return reason;
  }

  /**
   * Whether it is worth trying again soon although nothing was seen to change. Otherwise the change
   * that mends it is seen when it happens.
   */
  public boolean isRetriable() {
    return retriable;
  }

  /** The message; never null. */
  public String explanation() {
    return String.valueOf(getMessage());
  }
}
