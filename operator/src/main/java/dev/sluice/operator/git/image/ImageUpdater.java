package dev.sluice.operator.git.image;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncSpec.SyncPath;
import dev.sluice.crds.ImagePolicy;
import dev.sluice.crds.ImagePolicySpec;
import dev.sluice.crds.ImagePolicyStatus.Found;
import dev.sluice.operator.git.image.ScanResult.Update;
import dev.sluice.operator.git.repository.GitRef;
import dev.sluice.operator.git.repository.Repositories;
import dev.sluice.operator.git.writeback.BranchWriter;
import dev.sluice.operator.git.writeback.Destination;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commits the newest images beside their markers. All policies of a namespace that update the same
 * branch of the same repository get one commit.
 */
final class ImageUpdater {
  /** Commits of a branch that are fetched to see whether an image was taken back. */
  private static final int LOOK_BACK = 1000;

  private final Cluster cluster;
  private final Repositories repositories;
  private final BranchWriter writer;

  ImageUpdater(Cluster cluster, Repositories repositories, BranchWriter writer) {
    this.cluster = cluster;
    this.repositories = repositories;
    this.writer = writer;
  }

  /**
   * Writes what Git does not have yet.
   *
   * @param found the policy's newest image
   * @param all the policies of its namespace
   */
  Update update(ImagePolicy policy, Found found, List<ImagePolicy> all) {
    ImagePolicySpec.Update update = policy.getSpec().update();
    if (update == null) {
      return new Update.Nothing();
    }
    try {
      GitSync sync = sync(policy, update);
      Destination destination = Destination.of(sync, cluster, repositories);
      Map<String, Found> images = images(policy, found, all);
      String namespace = policy.getMetadata().getNamespace();
      List<String> paths =
          update.paths().isEmpty()
              ? sync.getSpec().paths().stream().map(SyncPath::path).toList()
              : update.paths();
      String branch = destination.branch();
      ImageEdits edits =
          new ImageEdits(destination.cloned(), paths, namespace, images, update.message());
      Optional<Update.Pushed> pushed = write(destination, branch, update.branch(), edits);
      if (edits.isCutOff()) {
        destination.cloned().deepen(destination.remote(), new GitRef.Branch(branch), LOOK_BACK);
        edits.deepened();
        pushed = write(destination, branch, update.branch(), edits);
      }
      String refusal = edits.refusals().get(policy.getMetadata().getName());
      if (refusal != null) {
        return new Update.Refused(refusal, pushed);
      }
      return pushed.isPresent() ? pushed.get() : new Update.Nothing();
    } catch (ProblemException e) {
      return new Update.Failed(e.reason(), e.explanation(), e.isRetriable());
    }
  }

  private GitSync sync(ImagePolicy policy, ImagePolicySpec.Update update) {
    String namespace = policy.getMetadata().getNamespace();
    String name = update.gitSyncRef().name();
    return cluster
        .get(GitSync.class, namespace, name)
        .orElseThrow(
            () ->
                new ProblemException(
                    "GitSyncNotFound",
                    "spec.update.gitSyncRef: GitSync %s is not in namespace %s"
                        .formatted(name, namespace)));
  }

  /** By the names of policies: the newest images of those that are updated together. */
  private static Map<String, Found> images(ImagePolicy policy, Found found, List<ImagePolicy> all) {
    Map<String, Found> images = new HashMap<>();
    for (ImagePolicy other : all) {
      if (isTogether(other, policy)
          && other.getStatus() != null
          && other.getStatus().latest() != null) {
        images.put(other.getMetadata().getName(), other.getStatus().latest());
      }
    }
    images.put(policy.getMetadata().getName(), found);
    return images;
  }

  private static boolean isTogether(ImagePolicy one, ImagePolicy other) {
    ImagePolicySpec.Update ours = one.getSpec().update();
    ImagePolicySpec.Update theirs = other.getSpec().update();
    return ours != null
        && theirs != null
        && ours.gitSyncRef().equals(theirs.gitSyncRef())
        && ours.paths().equals(theirs.paths())
        && Objects.equals(ours.branch(), theirs.branch());
  }

  private Optional<Update.Pushed> write(
      Destination destination, String branch, @Nullable String own, ImageEdits edits) {
    if (own == null || own.equals(branch)) {
      return writer
          .commit(
              destination.cloned(), destination.remote(), branch, destination.committer(), edits)
          .map(commit -> new Update.Pushed(commit, branch));
    }
    return writer
        .propose(
            destination.cloned(), destination.remote(), branch, own, destination.author(), edits)
        .map(commit -> new Update.Pushed(commit, own));
  }
}
