package dev.sluice.operator.git.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** Who changed what, and when. */
final class History {
  private History() {}

  static List<CommitInfo> log(
      Repository local, String to, @Nullable String after, Collection<String> paths, int limit)
      throws IOException {
    try (RevWalk walk = new RevWalk(local)) {
      walk.sort(RevSort.TOPO);
      walk.markStart(walk.parseCommit(ObjectId.fromString(to)));
      if (after != null) {
        try {
          walk.markUninteresting(walk.parseCommit(ObjectId.fromString(after)));
        } catch (MissingObjectException e) {
          // It was not fetched as far back: then all that was fetched is newer.
        }
      }
      List<String> named = named(local, to, paths);
      if (!named.isEmpty() && named.size() == paths.size()) {
        walk.setTreeFilter(
            AndTreeFilter.create(PathFilterGroup.createFromStrings(named), TreeFilter.ANY_DIFF));
      }
      List<CommitInfo> found = new ArrayList<>();
      for (RevCommit commit : walk) {
        if (found.size() >= limit) {
          break;
        }
        walk.parseBody(commit);
        found.add(CommitInfo.of(commit));
      }
      return found;
    }
  }

  /** What is in a submodule changes when the commit does that it is pinned at. */
  private static List<String> named(Repository local, String to, Collection<String> paths)
      throws IOException {
    List<String> named = new ArrayList<>();
    try (Tree tree = Tree.of(local, to)) {
      for (String path : paths) {
        if (!path.isEmpty()) {
          named.add(tree.submodule(path).map(Tree.Entry::path).orElse(path));
        }
      }
    }
    return named;
  }
}
