package dev.sluice.operator.hooks;

/** What a hook answered. */
public sealed interface HookAnswer {
  /** A status up to 202. For a {@link HookType#ROLLBACK} hook it means: roll back. */
  record Passed() implements HookAnswer {}

  /**
   * Any other status, or no answer.
   *
   * @param error the answer's body, or what went wrong; goes into the event's text
   */
  record Refused(String error) implements HookAnswer {}
}
