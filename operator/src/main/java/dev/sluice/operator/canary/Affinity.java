package dev.sluice.operator.canary;

import dev.sluice.crds.AnalysisSpec.SessionAffinity;
import dev.sluice.crds.Canary;
import dev.sluice.operator.traffic.Cookies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The cookies of a rollout. Their values follow from the Canary's uid and the rollout's number, so
 * that they are the same again after a restart.
 */
final class Affinity {
  private static final int VALUE_LENGTH = 10;

  private Affinity() {}

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
