package dev.sluice.playground.world.watch;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether labels are selected. */
public final class Selection {
  private Selection() {}

  /** Every label of {@code wanted} is there with the same value. */
  public static boolean matches(
      @Nullable Map<String, String> wanted, @Nullable Map<String, String> labels) {
    return wanted == null
        || wanted.entrySet().stream()
            .allMatch(
                label ->
                    labels != null && Objects.equals(labels.get(label.getKey()), label.getValue()));
  }

  /** As Kubernetes reads a label selector: an empty one selects all, an absent one nothing. */
  public static boolean matches(
      @Nullable LabelSelector selector, @Nullable Map<String, String> labels) {
    if (selector == null) {
      return false;
    }
    return matches(selector.getMatchLabels(), labels)
        && selector.getMatchExpressions().stream()
            .allMatch(expression -> matches(expression, labels == null ? Map.of() : labels));
  }

  private static boolean matches(LabelSelectorRequirement expression, Map<String, String> labels) {
    String value = labels.get(expression.getKey());
    return switch (expression.getOperator()) {
      case "In" -> value != null && expression.getValues().contains(value);
      case "NotIn" -> value == null || !expression.getValues().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }
}
