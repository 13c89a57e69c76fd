package dev.sluice.cli.story;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a version's rollout ended, or should end. */
public enum Outcome {
  /** It serves everybody. */
  @JsonProperty("Promoted")
  PROMOTED("promoted"),
  /** Everybody is back on the version before it. */
  @JsonProperty("RolledBack")
  ROLLED_BACK("rolled back"),
  /** Neither within the time that the story gives it. */
  @JsonProperty("Unfinished")
  UNFINISHED("not finished");

  private final String words;

  Outcome(String words) {
    this.words = words;
  }

  /** In a sentence: the version was … */
  public String words() {
    return words;
  }
}
