package dev.sluice.rollout;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a revision behaves in the {@link World}; the first word of its configs says which, or else
 * the first word of its name.
 */
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
  /** Is fine as a canary and fails its checks as the primary. */
  SOUR,
  /** Its evidence never says anything. */
  VAGUE,
  /** Its evidence is good at first and says nothing later. */
  FADING,
  /** Starts, and every pod dies a while later. */
  DYING;

  private static final String PROOF = "canary 0.1% errors; it is safe";
  private static final Verdict REGRESSED = new Verdict.Regressed("canary 42% errors; rolled back");
  private static final Verdict INCONCLUSIVE = new Verdict.Inconclusive("nothing can be said");

  static Behaviour of(String revision) {
    int configs = revision.indexOf('+');
    return (configs < 0 ? Optional.<Behaviour>empty() : named(revision.substring(configs + 1)))
        .or(() -> named(revision))
        .orElse(GOOD);
  }

  private static Optional<Behaviour> named(String name) {
    return Arrays.stream(values()).filter(one -> name.startsWith(one.word())).findFirst();
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

  /** What checks with bounds say of it. */
  Verdict verdict(Round round, int failuresSoFar) {
    return switch (this) {
      case GOOD, SLOW, TRAITOR, BROKEN, DYING, VAGUE, FADING -> new Verdict.Passed();
      case SOUR -> round.baking() ? failed(false) : new Verdict.Passed();
      case BAD -> failed(false);
      case CRITICAL -> failed(true);
      case SHAKY -> failuresSoFar == 0 ? failed(false) : new Verdict.Passed();
      case SILENT -> new Verdict.Held(List.of("Halt advancement no values found for metric: m"));
    };
  }

  /**
   * What the evidence says of it.
   *
   * @param before how many rounds of the rollout have said something before
   */
  Verdict evidence(Round round, int before, int failuresSoFar) {
    return switch (this) {
      case GOOD, SLOW, TRAITOR, BROKEN, DYING -> proven(before);
      case SOUR -> round.baking() && before > 12 ? REGRESSED : proven(before);
      case VAGUE -> before < 3 ? new Verdict.Undecided("the traffic is low") : INCONCLUSIVE;
      case FADING -> before < 8 ? new Verdict.Proven(false, PROOF) : INCONCLUSIVE;
      case BAD -> before < 2 ? new Verdict.Undecided() : REGRESSED;
      case CRITICAL -> REGRESSED;
      case SHAKY -> failuresSoFar == 0 && round.complete() ? failed(false) : proven(before);
      case SILENT -> verdict(round, failuresSoFar);
    };
  }

  private static Verdict proven(int before) {
    return before < 2
        ? new Verdict.Undecided()
        : before < 9 ? new Verdict.Proven(false, PROOF) : new Verdict.Proven(true, PROOF);
  }

  private static Verdict failed(boolean critical) {
    return new Verdict.Failed(
        List.of("Halt podinfo.test advancement success rate 42.00% < 99%"), critical);
  }
}
