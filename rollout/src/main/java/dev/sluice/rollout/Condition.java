package dev.sluice.rollout;

/**
 * A condition of the status; the caller adds the times.
 *
 * @param type {@code Promoted} (A2), or {@code Ready}, {@code Reconciling} or {@code Stalled} as
 *     kstatus reads them
 */
public record Condition(String type, Status status, String reason, String message) {
  /** A condition's status. */
  public enum Status {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }
}
