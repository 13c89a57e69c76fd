package dev.sluice.operator.git.image;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncSpec.SyncPath;
import dev.sluice.crds.ImagePolicy;
import dev.sluice.crds.ImagePolicySpec;
import dev.sluice.crds.ImagePolicyStatus.Found;
import dev.sluice.operator.git.image.MarkedFile.Change;
import dev.sluice.operator.git.image.MarkedFile.Edited;
import dev.sluice.operator.git.image.ScanResult.Update;
import dev.sluice.operator.git.repository.Repositories;
import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.git.repository.Tree.Entry;
import dev.sluice.operator.git.writeback.BranchWriter;
import dev.sluice.operator.git.writeback.Destination;
import dev.sluice.operator.git.writeback.Edit;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
  private static final int MOST_FILES = 20_000;
  private static final int LARGEST_FILE = 1 << 20;
  private static final String DEFAULT_MESSAGE = "Update images";

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
      BranchWriter.Change change = tip -> change(tip, paths, namespace, images, update.message());
      String branch = destination.branch();
      Optional<String> made =
          update.branch() == null || update.branch().equals(branch)
              ? writer.commit(
                  destination.cloned(),
                  destination.remote(),
                  branch,
                  destination.committer(),
                  change)
              : writer.propose(
                  destination.cloned(),
                  destination.remote(),
                  branch,
                  update.branch(),
                  destination.author(),
                  change);
      return made.<Update>map(
              commit ->
                  new Update.Pushed(commit, update.branch() == null ? branch : update.branch()))
          .orElseGet(Update.Nothing::new);
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

  private static Optional<Edit> change(
      Tree tip,
      List<String> paths,
      String namespace,
      Map<String, Found> images,
      @Nullable String message)
      throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<Change> changes = new ArrayList<>();
    for (String path : paths.isEmpty() ? List.of("") : paths) {
      requireOwn(tip, directory(path));
      for (Entry entry : tip.list(directory(path), MOST_FILES)) {
        if (!files.containsKey(entry.path()) && isYaml(entry)) {
          Optional<String> text = marked(tip.read(entry, LARGEST_FILE));
          if (text.isPresent()) {
            Edited edited =
                new MarkedFile(entry.path(), text.get())
                    .edit(
                        marker ->
                            marker.namespace().equals(namespace)
                                ? Optional.ofNullable(images.get(marker.name()))
                                : Optional.empty());
            if (!edited.changes().isEmpty()) {
              files.put(entry.path(), edited.text().getBytes(StandardCharsets.UTF_8));
              changes.addAll(edited.changes());
            }
          }
        }
      }
    }
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(Edit.writing(files, message(message, changes)));
  }

  private static void requireOwn(Tree tip, String directory) throws IOException {
    Optional<Entry> submodule = tip.submodule(directory);
    if (submodule.isPresent()) {
      throw new ProblemException(
          "SubmoduleRefused",
          "%s is in the submodule %s, and images are updated in the repository itself only: name other paths in spec.update.paths, or a GitSync of the submodule's repository"
              .formatted(directory, submodule.get().path()));
    }
  }

  private static String message(@Nullable String subject, List<Change> changes) {
    StringBuilder message = new StringBuilder();
    message.append(subject == null ? DEFAULT_MESSAGE : subject).append("\n\n");
    changes.stream()
        .map(
            change ->
                "- %s -> %s (%s:%s)\n"
                    .formatted(
                        change.before(),
                        change.now(),
                        change.marker().namespace(),
                        change.marker().name()))
        .distinct()
        .forEach(message::append);
    return message.toString();
  }

  /** {@code ./deploy/} is what Git calls {@code deploy}. */
  private static String directory(String path) {
    return path.replaceFirst("^(\\./)+", "").replaceFirst("/+$", "").replaceFirst("^\\.$", "");
  }

  private static boolean isYaml(Entry entry) {
    return entry.kind() == Tree.Kind.FILE
        && (entry.path().endsWith(".yaml") || entry.path().endsWith(".yml"));
  }

  /** The text of a file with markers; what is not UTF-8 has none. */
  private static Optional<String> marked(byte[] content) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.contains(Marker.TOKEN) ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
