package dev.sluice.operator.git.apply;

import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.kube.Refusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/**
 * Which cluster a kubeconfig is of: the UID of its namespace kube-system, as other tools tell
 * clusters apart. Addresses and credentials change; this does not.
 */
public final class ClusterIdentity {
  private static final String NAMESPACE = "kube-system";

  private ClusterIdentity() {}

  /**
   * Makes sure that what was applied is in this cluster.
   *
   * @param before what was applied
   * @return the same, with the cluster that it is in, if that can be known
   * @throws ProblemException {@code ClusterChanged} when it is another cluster, {@code
   *     ClusterUnknown} when that cannot be told any more
   */
  public static Inventory confirmed(KubernetesClient client, Inventory before) {
    Optional<String> now = ask(client);
    if (before.cluster() == null || before.entries().isEmpty()) {
      return before.in(now.orElse(null));
    }
    if (now.isEmpty()) {
      throw new ProblemException(
          "ClusterUnknown",
          "whether it is still the one that was applied to cannot be told, so nothing is written: let the account of its kubeconfig get the namespace "
              + NAMESPACE);
    }
    if (!now.get().equals(before.cluster())) {
      throw new ProblemException(
          "ClusterChanged",
          "it is not the one that was applied to, so nothing is written: put the kubeconfig of that one back into the secret; or leave there what was applied: set spec.prune to false, delete this GitSync and make another one (namespace %s had the UID %s and has %s)"
              .formatted(NAMESPACE, before.cluster(), now.get()));
    }
    return before;
  }

  /** Empty when the account may not know. */
  private static Optional<String> ask(KubernetesClient client) {
    try {
      return Optional.ofNullable(client.namespaces().withName(NAMESPACE).get())
          .map(namespace -> namespace.getMetadata().getUid());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Optional.empty();
      }
      throw Refusal.of(
          "get", new Refusal.Kind("", "Namespace", "namespaces"), "", "", NAMESPACE, e);
    }
  }
}
