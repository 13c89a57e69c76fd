package dev.sluice.operator.notify;

/** A chat that takes alerts. */
interface Notifier {
  /**
   * Sends one message; blocks for at most 5 s.
   *
   * @throws NotSentException when the chat did not take it
   */
  void send(Message message) throws NotSentException;

  /** The message says what to check, and carries no address, token or other secret. */
  final class NotSentException extends Exception {
    private static final long serialVersionUID = 1L;

    NotSentException(String message) {
      super(message);
    }
  }
}
