package dev.sluice.operator.canary;

import dev.sluice.crds.AnalysisSpec.SessionAffinity;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Cookies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of a rollout. Their values follow from the Canary's uid and the rollout's number, so
 * that they are the same again after a restart.
 */
final class Affinity {
  private static final int VALUE_LENGTH = 10;

  private Affinity() {}

  /**
   * What the contract requires of the names (A3:19).
   *
   * @throws ProblemException if they are the same
   */
  static void requireTwoNames(@Nullable SessionAffinity affinity) {
    if (affinity != null && affinity.cookieName().equals(affinity.primaryCookieName())) {
      throw new ProblemException(
          "InvalidSpec",
          "spec.analysis.sessionAffinity: cookieName and primaryCookieName are both %s; give them different names"
              .formatted(affinity.cookieName()));
    }
  }

  static Cookies cookies(Canary canary, int rollout) {
    SessionAffinity affinity = canary.getSpec().analysis().sessionAffinity();
    if (affinity == null || rollout == 0) {
      return Cookies.NONE;
    }
    String primary = affinity.primaryCookieName();
    return new Cookies(
        affinity.cookieName() + "=" + value(canary, "canary", rollout),
        primary == null ? null : primary + "=" + value(canary, "primary", rollout),
        rollout == 1 ? null : affinity.cookieName() + "=" + value(canary, "canary", rollout - 1),
        Planner.baseline(canary.getSpec().analysis()).isEmpty()
            ? null
            : affinity.cookieName() + "=" + value(canary, "baseline", rollout));
  }

  private static String value(Canary canary, String side, int rollout) {
    String seed = canary.getMetadata().getUid() + "/" + side + "/" + rollout;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, VALUE_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
