package dev.sluice.rollout;

/**
 * A webhook of the Canary.
 *
 * @param index its place in {@code analysis.webhooks}, from 0, by which the caller finds its URL
 * @param muteAlert whether no alert says that it is waiting
 */
public record Hook(int index, String name, Type type, boolean muteAlert) {
  /** When a hook is called. {@code event} hooks are no part of the rollout. */
  public enum Type {
    CONFIRM_ROLLOUT("confirm-rollout"),
    PRE_ROLLOUT("pre-rollout"),
    ROLLOUT("rollout"),
    CONFIRM_TRAFFIC_INCREASE("confirm-traffic-increase"),
    CONFIRM_PROMOTION("confirm-promotion"),
    POST_ROLLOUT("post-rollout"),
    /** Inverted: it passes when the rollout is to be rolled back. */
    ROLLBACK("rollback");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /** As it stands in the spec. */
    public String text() {
      return text;
    }
  }

  /** What a hook said. */
  public sealed interface Answer {
    /** HTTP success: passed, approved, or for a rollback hook: roll back. */
    record Passed() implements Answer {}

    /** Anything else; {@code message} is what the events carry. */
    record Refused(String message) implements Answer {}
  }
}
