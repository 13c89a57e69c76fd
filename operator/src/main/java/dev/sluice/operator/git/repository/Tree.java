package dev.sluice.operator.git.repository;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * The files of one commit, read from the clone without a work tree, and perhaps those of its
 * submodules in their places. Paths are relative to the root, with slashes, without one in front.
 * Used by one thread.
 */
public final class Tree implements AutoCloseable {
  /** What a path is. */
  public enum Kind {
    FILE,
    EXECUTABLE,
    SYMLINK,
    /** One whose files are not here. */
    SUBMODULE
  }

  /**
   * @param id of its content: the same content has the same
   * @param path from the root
   */
  public record Entry(String path, Kind kind, String id) {}

  /** Where submodules are from and at which addresses. */
  public static final String MODULES = ".gitmodules";

  private final String sha;
  private final Part own;
  private final Map<String, Part> submodules;

  /**
   * The files of one repository.
   *
   * @param at where they are shown; empty for the root
   */
  private record Part(String at, ObjectReader reader, RevTree root) {
    String inner(String path) {
      return at.isEmpty() ? path : path.equals(at) ? "" : path.substring(at.length() + 1);
    }
  }

  private Tree(String sha, Part own, Map<String, Part> submodules) {
    this.sha = sha;
    this.own = own;
    this.submodules = submodules;
  }

  static Tree of(Repository local, String sha) throws IOException {
    try (RevWalk walk = new RevWalk(local)) {
      RevTree root = walk.parseCommit(ObjectId.fromString(sha)).getTree();
      return new Tree(sha, new Part("", local.newObjectReader(), root), Map.of());
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw new ProblemException(
          "RevisionNotFound", "the commit %s was not fetched".formatted(sha), e);
    }
  }

  /**
   * The same with the files of submodules.
   *
   * @param others by where they are shown; closed by whoever opened them
   */
  Tree with(Map<String, Tree> others) {
    Map<String, Part> parts = new HashMap<>();
    others.forEach(
        (at, other) -> parts.put(at, new Part(at, other.own.reader(), other.own.root())));
    return new Tree(sha, own, parts);
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
    Part part = part(path);
    String inner = part.inner(path);
    if (inner.isEmpty()) {
      return Optional.empty();
    }
    try (TreeWalk walk = TreeWalk.forPath(part.reader(), inner, part.root())) {
      return walk == null || walk.isSubtree() ? Optional.empty() : Optional.of(entry(walk, path));
    }
  }

  /**
   * The submodule that a path is, or would lie in if its files were here; empty when the path is of
   * the repository itself.
   */
  public Optional<Entry> submodule(String path) throws IOException {
    if (entry(MODULES).isEmpty()) {
      return Optional.empty();
    }
    for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      Optional<Entry> found = entry(path.substring(0, end)).filter(Tree::isSubmodule);
      if (found.isPresent()) {
        return found;
      }
    }
    return entry(path).filter(Tree::isSubmodule);
  }

  /** Where the repository has its root that a path belongs to: empty, or that of a submodule. */
  public String root(String path) {
    return part(path).at();
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
    Part part = part(path);
    String inner = part.inner(path);
    if (inner.isEmpty()) {
      return Optional.of(part.root().name());
    }
    try (TreeWalk walk = TreeWalk.forPath(part.reader(), inner, part.root())) {
      return walk == null || !walk.isSubtree()
          ? Optional.empty()
          : Optional.of(walk.getObjectId(0).name());
    }
  }

  /**
   * All that is in a directory and those below it, in Git's order. Symlinks are not followed.
   *
   * @param limit the most that there may be
   * @throws ProblemException {@code PathNotFound} when it is no directory, {@code TooManyFiles},
   *     {@code SubmoduleRefused} when it is of a submodule whose files are not here
   */
  public List<Entry> list(String directory, int limit) throws IOException {
    Optional<String> id = directory(directory);
    if (id.isEmpty()) {
      Optional<Entry> submodule = submodule(directory);
      throw submodule.isPresent()
          ? notFollowed(submodule.get())
          : new ProblemException(
              "PathNotFound", "%s is no directory in commit %s".formatted(directory, sha));
    }
    List<Entry> entries = new ArrayList<>();
    if (!collect(part(directory), directory, id.get(), limit, entries)) {
      throw new ProblemException(
          "TooManyFiles",
          "%s has more than %d files; sync a directory with fewer"
              .formatted(directory.isEmpty() ? "the repository" : directory, limit));
    }
    return entries;
  }

  /** That the files of a submodule are asked for, which are not here. */
  public static ProblemException notFollowed(Entry submodule) {
    return new ProblemException(
        "SubmoduleRefused",
        "%s is a submodule, and it is not followed: set spec.recurseSubmodules to true (.gitmodules must name it), or sync the other repository by a GitSync of its own"
            .formatted(submodule.path()));
  }

  /** False when there are more than the limit. */
  private boolean collect(Part part, String directory, String id, int limit, List<Entry> entries)
      throws IOException {
    try (TreeWalk walk = new TreeWalk(part.reader())) {
      walk.addTree(ObjectId.fromString(id));
      walk.setRecursive(true);
      while (walk.next()) {
        String path = join(directory, walk.getPathString());
        Part submodule = submodules.get(path);
        if (submodule != null) {
          if (!collect(submodule, path, submodule.root().name(), limit, entries)) {
            return false;
          }
        } else if (entries.size() >= limit) {
          return false;
        } else {
          entries.add(entry(walk, path));
        }
      }
    }
    return true;
  }

  /**
   * The content of a file, or the target of a symlink.
   *
   * @param limit the most bytes that it may have
   * @throws ProblemException {@code FileTooLarge}
   */
  public byte[] read(Entry entry, int limit) throws IOException {
    ObjectLoader content =
        part(entry.path()).reader().open(ObjectId.fromString(entry.id()), Constants.OBJ_BLOB);
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
    own.reader().close();
  }

  private static ProblemException tooLarge(Entry entry, int limit, @Nullable Exception cause) {
    return new ProblemException(
        "FileTooLarge",
        "%s has more than the %d KiB that a file may have".formatted(entry.path(), limit >> 10),
        cause);
  }

  private Part part(String path) {
    if (!submodules.isEmpty()) {
      for (String at = path; !at.isEmpty(); at = parent(at)) {
        Part submodule = submodules.get(at);
        if (submodule != null) {
          return submodule;
        }
      }
    }
    return own;
  }

  /** A path as people write it, in the form of this class: {@code ./deploy/} is {@code deploy}. */
  public static String normal(String path) {
    return path.replaceFirst("^(\\./)+", "").replaceFirst("/+$", "").replaceFirst("^\\.$", "");
  }

  static String join(String directory, String path) {
    return directory.isEmpty() ? path : directory + "/" + path;
  }

  /** The directory that a path lies in; empty for what lies in the root. */
  public static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private static boolean isSubmodule(Entry entry) {
    return entry.kind() == Kind.SUBMODULE;
  }

  private static Entry entry(TreeWalk walk, String path) {
    return new Entry(path, kind(walk.getRawMode(0)), walk.getObjectId(0).name());
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
