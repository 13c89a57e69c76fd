package dev.sluice.analysis.sequential;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided, and on which evidence.
 *
 * @param atDeadline what is to be done, when the decision is {@link Decision#INCONCLUSIVE}; a
 *     {@link OnInconclusive#PROMOTE} that the evidence does not bear is {@link OnInconclusive#HOLD}
 *     here. Null otherwise
 * @param metrics in the order of {@link Settings#metrics()}
 * @param logE natural logarithm of the evidence of all metrics together that the canary is worse; a
 *     roll back at {@code ln(1/alpha)}
 * @param anytimeP the anytime-valid p-value of all metrics together, 0 to 1
 * @param estimate what is still needed for a promotion; null when nothing is
 * @param sentence for people: the event, the alert, the status and the log
 * @param warnings what makes the evidence weaker than it could be, a sentence each
 */
public record Judgement(
    Decision decision,
    @Nullable OnInconclusive atDeadline,
    List<MetricEvidence> metrics,
    double logE,
    double anytimeP,
    @Nullable Estimate estimate,
    String sentence,
    List<String> warnings) {
  public Judgement {
    metrics = List.copyOf(metrics);
    warnings = List.copyOf(warnings);
  }
}
