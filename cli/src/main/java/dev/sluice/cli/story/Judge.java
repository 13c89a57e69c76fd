package dev.sluice.cli.story;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who judges a version. */
public enum Judge {
  /** Values against bounds, as Flagger does. */
  @JsonProperty("Threshold")
  THRESHOLD("threshold"),
  /** Canary against primary, by evidence. */
  @JsonProperty("Sequential")
  SEQUENTIAL("sequential");

  private final String word;

  Judge(String word) {
    this.word = word;
  }

  /** As a person writes it. */
  @Override
  public String toString() {
    return word;
  }
}
