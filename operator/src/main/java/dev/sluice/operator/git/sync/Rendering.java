package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.operator.git.render.Facts;
import dev.sluice.operator.git.render.Manifest;
import dev.sluice.operator.git.render.Rendered;
import dev.sluice.operator.git.render.Renderers;
import dev.sluice.operator.git.render.Substitution;
import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.GitRef;
import dev.sluice.operator.git.repository.Remote;
import dev.sluice.operator.git.repository.Submodules;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/**
 * What commits declare, as a GitSync wants them rendered.
 *
 * @param client is asked for the version of the cluster
 * @param namespace of objects that name none
 * @param newest the commit that the reference stands for
 */
record Rendering(
    Renderers renderers,
    KubernetesClient client,
    GitSync sync,
    String namespace,
    Remote remote,
    GitClone cloned,
    Submodules submodules,
    String newest,
    Variables variables) {
  /** Of a commit that was fetched. */
  Rendered at(String commit) {
    Facts facts = new Facts(sync.getMetadata().getName(), namespace, this::kubeVersion);
    Rendered rendered =
        files(commit, tree -> renderers.render(tree, sync.getSpec().paths(), facts));
    return sync.getSpec().substitute() == null
        ? rendered
        : new Rendered(
            new Substitution(variables.values()).apply(rendered.manifests()), rendered.notices());
  }

  /**
   * Of a commit that what is held back needs.
   *
   * @throws ProblemException {@code HeldCommitGone}
   */
  List<Manifest> older(String commit) {
    try {
      if (sync.getSpec().verify() != null) {
        requireOfHistory(commit);
      } else if (!cloned.has(commit)) {
        cloned.fetch(remote, new GitRef.Commit(commit));
      }
      return at(commit).manifests();
    } catch (ProblemException e) {
      throw e.isRetriable()
          ? e
          : new ProblemException(
              "HeldCommitGone",
              "a workload is to be held back, and the commit %s that this needs cannot be had (%s): push a commit that changes it, or set git.onRollback of its Canary to None"
                  .formatted(commit, e.explanation()),
              e);
    }
  }

  private <T> T files(String commit, GitClone.TreeUse<T> use) {
    return Boolean.TRUE.equals(sync.getSpec().recurseSubmodules())
        ? submodules.tree(remote, cloned, commit, use)
        : cloned.tree(commit, use);
  }

  /** A signature stands for the history before it, and for nothing else. */
  private void requireOfHistory(String commit) {
    if (!isOfHistory(commit)) {
      cloned.deepen(remote, Upstream.ref(sync), Integer.MAX_VALUE);
    }
    if (!isOfHistory(commit)) {
      throw new ProblemException(
          "RevisionNotFound", "it is not in the history of %s, which is signed".formatted(newest));
    }
  }

  private boolean isOfHistory(String commit) {
    return cloned.has(commit) && cloned.isAncestor(commit, newest);
  }

  private String kubeVersion() {
    try {
      return client.getKubernetesVersion().getGitVersion();
    } catch (KubernetesClientException e) {
      throw ProblemException.retriable(
          "ApiServerUnavailable",
          "the API server does not say which version it has: " + e.getMessage(),
          e);
    }
  }
}
