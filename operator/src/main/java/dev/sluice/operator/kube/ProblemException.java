package dev.sluice.operator.kube;

import org.jspecify.annotations.Nullable;

/**
 * Something that a person has to mend, or that mends itself with time. It becomes a condition and
 * an event; the rollout holds where it is and goes on by itself when it is mended.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason one CamelCase word for the condition's {@code reason}
   * @param message what is wrong and what to do, for a person
   */
  public ProblemException(String reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public ProblemException(String reason, String message) {
    this(reason, message, null);
  }

  public String reason() {
    return reason;
  }

  /** The message; never null. */
  public String explanation() {
    return String.valueOf(getMessage());
  }
}
