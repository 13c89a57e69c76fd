package dev.sluice.operator.git.writeback;

import dev.sluice.operator.git.repository.Tree;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okio.ByteString;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/** Makes commits in a clone, without a work tree; nobody sees them before they are pushed. */
final class Commits {
  private final InstantSource clock;

  Commits(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * A commit of the base's files with some changed.
   *
   * @param base whose files it has otherwise
   * @param parents the commits that it comes after
   * @return its name
   */
  String make(Repository local, String base, List<String> parents, Edit edit, Author author)
      throws IOException {
    try (ObjectInserter inserter = local.newObjectInserter();
        RevWalk walk = new RevWalk(local)) {
      ObjectId tree = walk.parseCommit(ObjectId.fromString(base)).getTree();
      ObjectId edited = edited(inserter, tree, edit.files());
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(edited);
      commit.setParentIds(parents.stream().map(ObjectId::fromString).toList());
      PersonIdent who =
          new PersonIdent(author.name(), author.email(), clock.instant(), ZoneOffset.UTC);
      commit.setAuthor(who);
      commit.setCommitter(who);
      commit.setMessage(edit.message());
      if (author.key() != null) {
        author.key().sign(commit);
      }
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id.name();
    }
  }

  private static ObjectId edited(
      ObjectInserter inserter, ObjectId tree, Map<String, Optional<Edit.File>> files)
      throws IOException {
    DirCache index = DirCache.newInCore();
    try (ObjectReader reader = inserter.newReader()) {
      DirCacheBuilder all = index.builder();
      all.addTree(new byte[0], DirCacheEntry.STAGE_0, reader, tree);
      all.finish();
    }
    DirCacheEditor editor = index.editor();
    for (Map.Entry<String, Optional<Edit.File>> file : files.entrySet()) {
      if (file.getValue().isEmpty()) {
        editor.add(new DirCacheEditor.DeletePath(file.getKey()));
        continue;
      }
      Tree.Kind kind = file.getValue().get().kind();
      ByteString bytes = file.getValue().get().content();
      ObjectId content =
          kind == Tree.Kind.SUBMODULE
              ? ObjectId.fromString(bytes.utf8())
              : inserter.insert(Constants.OBJ_BLOB, bytes.toByteArray());
      editor.add(
          new DirCacheEditor.PathEdit(file.getKey()) {
            @Override
            public void apply(DirCacheEntry entry) {
              if (kind != null) {
                entry.setFileMode(mode(kind));
              } else if (entry.getRawMode() == 0) {
                entry.setFileMode(FileMode.REGULAR_FILE);
              }
              entry.setObjectId(content);
            }
          });
    }
    editor.finish();
    return index.writeTree(inserter);
  }

  private static FileMode mode(Tree.Kind kind) {
    return switch (kind) {
      case FILE -> FileMode.REGULAR_FILE;
      case EXECUTABLE -> FileMode.EXECUTABLE_FILE;
      case SYMLINK -> FileMode.SYMLINK;
      case SUBMODULE -> FileMode.GITLINK;
    };
  }
}
