package dev.sluice.rollout;

import java.time.Duration;

/** How a revision behaves in the {@link World}; the first word of its name says which. */
enum Behaviour {
  /** Starts, and every check passes. */
  GOOD,
  /** Starts, and every check fails. */
  BAD,
  /** Starts, and its first check fails critically. */
  CRITICAL,
  /** Starts, and its first check fails; later ones pass. */
  SHAKY,
  /** Starts, and its checks never have data. */
  SILENT,
  /** Starts late, but in time. */
  SLOW,
  /** Never starts. */
  BROKEN,
  /** Is fine as a canary and never starts as the primary. */
  TRAITOR,
  /** Starts, and every pod dies a while later. */
  DYING;

  static Behaviour of(String revision) {
    for (var behaviour : values()) {
      if (revision.startsWith(behaviour.word())) {
        return behaviour;
      }
    }
    return GOOD;
  }

  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  boolean starts(boolean asPrimary) {
    return this != BROKEN && !(asPrimary && this == TRAITOR);
  }

  Duration startup() {
    return this == SLOW ? Duration.ofSeconds(40) : Duration.ofSeconds(2);
  }

  /** How long a pod of it lives once it was ready; zero for ever. */
  Duration life(boolean asPrimary) {
    return this == DYING && !asPrimary ? Duration.ofSeconds(15) : Duration.ZERO;
  }

  Verdict verdict(int failuresSoFar) {
    return switch (this) {
      case GOOD, SLOW, TRAITOR, BROKEN, DYING -> new Verdict.Passed();
      case BAD -> failed(false);
      case CRITICAL -> failed(true);
      case SHAKY -> failuresSoFar == 0 ? failed(false) : new Verdict.Passed();
      case SILENT ->
          new Verdict.Held(java.util.List.of("Halt advancement no values found for metric: m"));
    };
  }

  private static Verdict failed(boolean critical) {
    return new Verdict.Failed(
        java.util.List.of("Halt podinfo.test advancement success rate 42.00% < 99%"), critical);
  }
}
