package dev.sluice.operator.git.repository;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * The files of one commit, read from the clone without a work tree. Paths are relative to the root,
 * with slashes, without one in front. Used by one thread.
 */
public final class Tree implements AutoCloseable {
  /** What a path is. */
  public enum Kind {
    FILE,
    EXECUTABLE,
    SYMLINK,
    SUBMODULE
  }

  /**
   * @param id of its content: the same content has the same
   * @param path from the root
   */
  public record Entry(String path, Kind kind, String id) {}

  private final String sha;
  private final ObjectReader reader;
  private final RevTree root;

  private Tree(String sha, ObjectReader reader, RevTree root) {
    this.sha = sha;
    this.reader = reader;
    this.root = root;
  }

  static Tree of(Repository local, String sha) throws IOException {
    try (RevWalk walk = new RevWalk(local)) {
      RevTree root = walk.parseCommit(ObjectId.fromString(sha)).getTree();
      return new Tree(sha, local.newObjectReader(), root);
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw new ProblemException(
          "RevisionNotFound", "the commit %s was not fetched".formatted(sha), e);
    }
  }

  /** The commit. */
  public String sha() {
    return sha;
  }

  /** What a path is; empty when nothing is there or it is a directory. */
  public Optional<Entry> entry(String path) throws IOException {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try (TreeWalk walk = TreeWalk.forPath(reader, path, root)) {
      return walk == null || walk.isSubtree() ? Optional.empty() : Optional.of(entry(walk));
    }
  }

  /** Whether a path is a directory; the empty one is the root. */
  public boolean isDirectory(String path) throws IOException {
    return directory(path).isPresent();
  }

  /**
   * The id of a directory: as long as it is the same, nothing in it has changed. Empty when it is
   * none.
   */
  public Optional<String> directory(String path) throws IOException {
    if (path.isEmpty()) {
      return Optional.of(root.name());
    }
    try (TreeWalk walk = TreeWalk.forPath(reader, path, root)) {
      return walk == null || !walk.isSubtree()
          ? Optional.empty()
          : Optional.of(walk.getObjectId(0).name());
    }
  }

  /**
   * All that is in a directory and those below it, in Git's order. Symlinks are not followed.
   *
   * @param limit the most that there may be
   * @throws ProblemException {@code PathNotFound} when it is no directory, {@code TooManyFiles}
   */
  public List<Entry> list(String directory, int limit) throws IOException {
    String id =
        directory(directory)
            .orElseThrow(
                () ->
                    new ProblemException(
                        "PathNotFound",
                        "%s is no directory in commit %s".formatted(directory, sha)));
    String prefix = directory.isEmpty() ? "" : directory + "/";
    List<Entry> entries = new ArrayList<>();
    try (TreeWalk walk = new TreeWalk(reader)) {
      walk.addTree(ObjectId.fromString(id));
      walk.setRecursive(true);
      while (walk.next()) {
        if (entries.size() >= limit) {
          throw new ProblemException(
              "TooManyFiles",
              "%s has more than %d files; sync a directory with fewer"
                  .formatted(directory.isEmpty() ? "the repository" : directory, limit));
        }
        Entry entry = entry(walk);
        entries.add(new Entry(prefix + entry.path(), entry.kind(), entry.id()));
      }
    }
    return entries;
  }

  /**
   * The content of a file, or the target of a symlink.
   *
   * @param limit the most bytes that it may have
   * @throws ProblemException {@code FileTooLarge}
   */
  public byte[] read(Entry entry, int limit) throws IOException {
    ObjectLoader content = reader.open(ObjectId.fromString(entry.id()), Constants.OBJ_BLOB);
    if (content.getSize() > limit) {
      throw tooLarge(entry, limit, null);
    }
    try {
      return content.getCachedBytes(limit);
    } catch (LargeObjectException e) {
      throw tooLarge(entry, limit, e);
    }
  }

  @Override
  public void close() {
    reader.close();
  }

  private static ProblemException tooLarge(Entry entry, int limit, @Nullable Exception cause) {
    return new ProblemException(
        "FileTooLarge",
        "%s has more than the %d KiB that a file may have".formatted(entry.path(), limit >> 10),
        cause);
  }

  private static Entry entry(TreeWalk walk) {
    return new Entry(walk.getPathString(), kind(walk.getRawMode(0)), walk.getObjectId(0).name());
  }

  private static Kind kind(int mode) {
    if (FileMode.SYMLINK.equals(mode)) {
      return Kind.SYMLINK;
    }
    if (FileMode.GITLINK.equals(mode)) {
      return Kind.SUBMODULE;
    }
    return FileMode.EXECUTABLE_FILE.equals(mode) ? Kind.EXECUTABLE : Kind.FILE;
  }
}
