package dev.sluice.operator.git.render;

import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Paths in a repository: from the root, with slashes, without one in front or at the end. */
final class RepositoryPath {
  private static final int LINKS = 8;
  private static final int LONGEST_LINK = 4096;

  private RepositoryPath() {}

  /**
   * Where a relative path leads.
   *
   * @param directory that it is seen from
   * @return empty when it is absolute or leads out of the repository
   */
  static Optional<String> resolve(String directory, String relative) {
    if (relative.startsWith("/")) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    for (String part : (directory + "/" + relative).split("/", -1)) {
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          return Optional.empty();
        }
        parts.removeLast();
      } else if (!part.equals(".") && !part.isEmpty()) {
        parts.add(part);
      }
    }
    return Optional.of(String.join("/", parts));
  }

  /**
   * The file itself, or the one that a link leads to.
   *
   * @throws ProblemException when it is a submodule, or a link that leads to no file of the
   *     repository or out of its submodule
   */
  static Tree.Entry file(Tree tree, Tree.Entry entry) throws IOException {
    Tree.Entry at = entry;
    for (int links = 0; ; links++) {
      switch (at.kind()) {
        case FILE, EXECUTABLE -> {
          return at;
        }
        case SUBMODULE -> throw Tree.notFollowed(at);
        case SYMLINK -> {
          String target = new String(tree.read(at, LONGEST_LINK), StandardCharsets.UTF_8);
          String path = links < LINKS ? resolve(Tree.parent(at.path()), target).orElse("") : "";
          String root = tree.root(at.path());
          if (!root.isEmpty() && !path.startsWith(root + "/")) {
            throw new ProblemException(
                "SymlinkRefused",
                "%s is a link to \"%s\", which leads out of the submodule %s"
                    .formatted(entry.path(), target, root));
          }
          at =
              tree.entry(path)
                  .orElseThrow(
                      () ->
                          new ProblemException(
                              "SymlinkRefused",
                              "%s is a link to \"%s\", which is no file of the repository"
                                  .formatted(entry.path(), target)));
        }
      }
    }
  }
}
