package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.Arm;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which arms are compared.
 *
 * @param tested in the canary's place
 * @param reference in the primary's place; null for none
 */
public record ArmPair(Arm tested, @Nullable Arm reference) {

  /**
   * Whom requests of a stretch of time are compared with. A baseline has no share while requests
   * are mirrored, and none while its pods are down: the primary takes its place then.
   *
   * @param answered whether an arm answered any request in that time
   * @return null for none
   */
  public @Nullable Arm reference(Predicate<Arm> answered) {
    return reference == Arm.BASELINE && !answered.test(Arm.BASELINE) ? Arm.PRIMARY : reference;
  }

  /** Whether the requests of an arm are looked at. */
  boolean counts(Arm arm) {
    return arm == tested || arm == reference || (arm == Arm.PRIMARY && reference == Arm.BASELINE);
  }
}
