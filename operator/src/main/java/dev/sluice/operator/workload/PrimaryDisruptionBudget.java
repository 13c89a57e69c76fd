package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Disruption budgets of the primary: a clone of each that selects the target's pods. One that
 * selects the primary's pods too is not cloned: pods with two budgets cannot be evicted at all.
 */
final class PrimaryDisruptionBudget {
  private static final Class<PodDisruptionBudget> PDB = PodDisruptionBudget.class;

  private final Cluster cluster;

  PrimaryDisruptionBudget(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Makes the clones, and removes those whose original is gone.
   *
   * @param podLabels the labels of the target's pods
   */
  void ensure(Canary canary, Exposure exposure, Map<String, String> podLabels) {
    var namespace = canary.getMetadata().getNamespace();
    var budgets = cluster.list(PDB, namespace);
    var primaryLabels = Marks.withoutToolkit(podLabels);
    primaryLabels.put(exposure.label(), exposure.primary());
    Set<String> clones =
        budgets.stream()
            .filter(budget -> !Marks.isOwned(budget, canary))
            .filter(budget -> selects(budget, podLabels) && !selects(budget, primaryLabels))
            .map(budget -> cluster.apply(clone(canary, exposure, budget)))
            .map(clone -> clone.getMetadata().getName())
            .collect(Collectors.toSet());
    budgets.stream()
        .filter(budget -> Marks.isOwned(budget, canary))
        .map(budget -> budget.getMetadata().getName())
        .filter(name -> !clones.contains(name))
        .forEach(name -> cluster.delete(PDB, namespace, name));
  }

  private static PodDisruptionBudget clone(
      Canary canary, Exposure exposure, PodDisruptionBudget budget) {
    return new PodDisruptionBudgetBuilder()
        .withNewMetadata()
        .withName(Marks.primary(budget.getMetadata().getName()))
        .withNamespace(budget.getMetadata().getNamespace())
        .withLabels(Marks.withoutToolkit(budget.getMetadata().getLabels()))
        .withOwnerReferences(Marks.owner(canary, true))
        .endMetadata()
        .withNewSpecLike(budget.getSpec())
        .withSelector(exposure.primaryOfTarget().of(budget.getSpec().getSelector()))
        .endSpec()
        .build();
  }

  private static boolean selects(PodDisruptionBudget budget, Map<String, String> labels) {
    return budget.getSpec() != null
        && budget.getSpec().getSelector() != null
        && matches(budget.getSpec().getSelector(), labels);
  }

  private static boolean matches(LabelSelector selector, Map<String, String> labels) {
    var required = selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
    return labels.entrySet().containsAll(required.entrySet())
        && selector.getMatchExpressions().stream()
            .allMatch(
                expression -> {
                  var value = labels.get(expression.getKey());
                  return switch (expression.getOperator()) {
                    case "In" -> value != null && expression.getValues().contains(value);
                    case "NotIn" -> value == null || !expression.getValues().contains(value);
                    case "Exists" -> value != null;
                    case "DoesNotExist" -> value == null;
                    default -> false;
                  };
                });
  }
}
