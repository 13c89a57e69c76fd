package dev.sluice.operator.notify;

import dev.sluice.rollout.Effect.Alert.Severity;
import dev.sluice.rollout.Plan.AlertField;
import java.util.List;

/**
 * One alert, ready to be sent (A8).
 *
 * @param canary name of the Canary
 * @param fields shown below the text, in their order
 */
record Message(
    String canary, String namespace, Severity severity, String text, List<AlertField> fields) {
  Message {
    fields = List.copyOf(fields);
  }

  /** Who speaks: {@code <canary>.<namespace>}. */
  String author() {
    return canary + "." + namespace;
  }
}
