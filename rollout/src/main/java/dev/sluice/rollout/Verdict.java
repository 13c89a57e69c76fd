package dev.sluice.rollout;

import java.util.List;

/** What one round of checks (the metrics) said. */
public sealed interface Verdict {
  /** Every check that decides passed. */
  record Passed() implements Verdict {}

  /**
   * A check failed.
   *
   * @param messages what is wrong, as events in the contract's words (A7); not empty
   * @param critical whether one failure is enough to roll back
   */
  record Failed(List<String> messages, boolean critical) implements Verdict {
    public Failed {
      messages = List.copyOf(messages);
    }
  }

  /**
   * A check without data holds the rollout: neither a pass nor a failure. A rollout that is held
   * for the whole progress deadline is rolled back.
   */
  record Held(List<String> messages) implements Verdict {
    public Held {
      messages = List.copyOf(messages);
    }
  }
}
