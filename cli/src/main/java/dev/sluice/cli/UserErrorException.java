package dev.sluice.cli;

/** A mistake that the person at the keyboard can mend; shown as one line, without a stack trace. */
public final class UserErrorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong and what to do about it
   */
  public UserErrorException(String message) {
    super(message);
  }

  public UserErrorException(String message, Throwable cause) {
    super(message, cause);
  }
}
