package dev.sluice.operator.answers;

/** Where a question stands. */
public sealed interface Answer<T> {
  /** Being asked; the caller is told when there is an answer. */
  record Pending<T>() implements Answer<T> {}

  /** Answered. */
  record Ready<T>(T value) implements Answer<T> {}

  /**
   * There will be no answer: the deadline passed, or the question threw.
   *
   * @param reason continues a sentence after a colon
   */
  record Failed<T>(String reason) implements Answer<T> {}
}
