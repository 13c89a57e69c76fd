package dev.sluice.operator.git.image;

import dev.sluice.operator.git.image.MarkedFile.Change;
import dev.sluice.operator.git.repository.CommitInfo;
import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.git.repository.Tree.Entry;
import dev.sluice.operator.git.writeback.Reverts;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What was rolled back, by the history of the branch: a value that a revert of Sluice took from
 * beside a marker, and that nobody has written there since. A policy that wrote it again would have
 * it rolled out, rolled back and taken back again, without end.
 */
final class TakenBack {
  /** Commits that changed one file; what was taken back before them is forgotten. */
  private static final int MOST_COMMITS = 200;

  private final GitClone clone;
  private final String tip;
  private final int largestFile;
  private boolean cutOff;

  /**
   * @param tip the newest commit
   * @param largestFile bytes of a file that may have markers
   */
  TakenBack(GitClone clone, String tip, int largestFile) {
    this.clone = clone;
    this.tip = tip;
    this.largestFile = largestFile;
  }

  /**
   * The revert that took a policy's newest image from a file; empty if it may be written there.
   *
   * @param changes what writing the image would change in the file
   */
  Optional<CommitInfo> revert(String path, List<Change> changes) throws IOException {
    Optional<CommitInfo> revert = Optional.empty();
    for (Change change : changes) {
      Optional<CommitInfo> one = revert(path, change);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      revert = one;
    }
    return revert;
  }

  /** Whether an answer may be another one when more of the history is fetched. */
  boolean isCutOff() {
    return cutOff;
  }

  private Optional<CommitInfo> revert(String path, Change change) throws IOException {
    for (CommitInfo commit : clone.log(tip, null, List.of(path), MOST_COMMITS)) {
      if (commit.parents().isEmpty()) {
        cutOff |= clone.isShallow();
        return Optional.empty();
      }
      int before = count(commit.parents().getFirst(), path, change);
      int after = count(commit.sha(), path, change);
      if (after < before) {
        return Reverts.isRevert(commit) ? Optional.of(commit) : Optional.empty();
      }
      if (after > before) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** How often the value that is to be written stands beside its marker. */
  private int count(String commit, String path, Change change) {
    return clone.tree(
        commit,
        tree -> {
          Optional<Entry> entry = tree.entry(path).filter(file -> file.kind() == Tree.Kind.FILE);
          if (entry.isEmpty()) {
            return 0;
          }
          try {
            return ImageEdits.marked(tree.read(entry.get(), largestFile))
                .map(text -> new MarkedFile(path, text).count(change.marker(), change.now()))
                .orElse(0);
          } catch (ProblemException e) {
            // It was no YAML then, or too large.
            return 0;
          }
        });
  }
}
