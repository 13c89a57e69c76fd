package dev.sluice.rollout;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one round of checks (the metrics) said. */
public sealed interface Verdict {
  /**
   * Every check that decides passed: a step may be left when its time is over.
   *
   * @param grounds the sentence on which a promotion would rest; null if there is none
   */
  record Passed(@Nullable String grounds) implements Verdict {
    public Passed() {
      this(null);
    }
  }

  /**
   * The evidence is for the canary. With {@link Judging.Sequential#earlyPromotion()} the step may
   * be left before its time is over; otherwise it is as {@link Passed}.
   *
   * @param wholly whether the steps that remain are not needed any more
   */
  record Proven(boolean wholly, String sentence) implements Verdict {}

  /**
   * Nothing is decided yet: the step goes on, and nothing is counted.
   *
   * @param warning what people should know, such as that the traffic is too low to ever decide;
   *     told once in a rollout
   */
  record Undecided(@Nullable String warning) implements Verdict {
    public Undecided() {
      this(null);
    }
  }

  /** Nothing could be decided in the time that it had; a person must approve, or end it. */
  record Inconclusive(String sentence) implements Verdict {}

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

  /** The evidence is against the canary, which is enough to roll back at once. */
  record Regressed(String sentence) implements Verdict {}

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
