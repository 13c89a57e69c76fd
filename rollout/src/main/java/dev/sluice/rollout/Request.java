package dev.sluice.rollout;

/**
 * What a person asked for; handled once for each id.
 *
 * @param by who asked; may be empty
 * @param reason why; may be empty
 */
public record Request(String id, Action action, String by, String reason) {
  /** What can be asked for. */
  public enum Action {
    /** The rollout goes no further; checks go on, and a failure still rolls back. */
    PAUSE("pause"),
    /** Ends a pause, or approves the step that holds. */
    RESUME("resume"),
    /** Promotes now, whatever is left of the analysis. */
    PROMOTE("promote"),
    /** Rolls back now. */
    ABORT("abort"),
    /** Starts a failed or frozen revision again. */
    RETRY("retry"),
    /** Goes back to the revision before the promoted one. */
    UNDO("undo"),
    /** Goes on to the next step now. */
    SKIP("skip");

    private final String text;

    Action(String text) {
      this.text = text;
    }

    /** As it stands in the annotation. */
    public String text() {
      return text;
    }
  }

  /**
   * What became of a request.
   *
   * @param accepted whether it could be done in the stage that the rollout was in
   */
  public record Handled(Request request, boolean accepted) {}
}
