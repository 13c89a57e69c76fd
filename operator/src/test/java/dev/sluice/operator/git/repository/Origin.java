package dev.sluice.operator.git.repository;

import dev.sluice.operator.git.signature.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/** A bare repository as a team has it, to which a test commits. */
public final class Origin implements AutoCloseable {
  private final Path directory;
  private final Repository repository;
  private final Map<String, Entry> files = new TreeMap<>();
  private Instant time = Instant.parse("2026-01-01T00:00:00Z");

  private @Nullable SigningKey key;

  private record Entry(FileMode mode, ObjectId id) {}

  /**
   * @param directory is made
   */
  public Origin(Path directory) {
    this.directory = directory;
    try {
      repository = new FileRepositoryBuilder().setBare().setGitDir(directory.toFile()).build();
      repository.create(true);
      repository.updateRef(Constants.HEAD).link("refs/heads/main");
      repository.getConfig().setBoolean("http", null, "receivepack", true);
      repository.getConfig().setBoolean("uploadpack", null, "allowReachableSHA1InWant", true);
      repository.getConfig().save();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path directory() {
    return directory;
  }

  public Repository repository() {
    return repository;
  }

  /** Writes one file and commits to {@code main}. */
  public String commit(String path, String content) {
    return commit("main", Map.of(path, content), "Change " + path);
  }

  /** Writes the files and commits to a branch; what is empty is removed. */
  public String commit(String branch, Map<String, String> changes, String message) {
    changes.forEach(
        (path, content) -> {
          if (content.isEmpty()) {
            files.remove(path);
          } else {
            put(path, FileMode.REGULAR_FILE, content);
          }
        });
    return write(branch, message);
  }

  public void link(String path, String target) {
    put(path, FileMode.SYMLINK, target);
  }

  public void executable(String path, String content) {
    put(path, FileMode.EXECUTABLE_FILE, content);
  }

  /** One that is nowhere. */
  public void submodule(String path) {
    submodule(path, "1".repeat(40));
  }

  /** Pins a submodule at a commit; {@code .gitmodules} is a file like any other. */
  public void submodule(String path, String sha) {
    files.put(path, new Entry(FileMode.GITLINK, ObjectId.fromString(sha)));
  }

  /** What {@code .gitmodules} says of a submodule. */
  public static String module(String path, String url) {
    return "[submodule \"%s\"]\n\tpath = %s\n\turl = %s\n".formatted(path, path, url);
  }

  /** Has later commits signed; by nobody with null. */
  public void signWith(@Nullable SigningKey by) {
    key = by;
  }

  /** Makes a tag with a message. */
  public void tag(String name, String sha) {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      TagBuilder tag = new TagBuilder();
      tag.setTag(name);
      tag.setObjectId(ObjectId.fromString(sha), Constants.OBJ_COMMIT);
      tag.setTagger(author());
      tag.setMessage("Release " + name + "\n");
      ObjectId id = inserter.insert(tag);
      inserter.flush();
      update("refs/tags/" + name, id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a tag that is a name only. */
  public void lightTag(String name, String sha) {
    update("refs/tags/" + name, ObjectId.fromString(sha));
  }

  /** Moves a branch, wherever it was. */
  public void force(String branch, String sha) {
    update("refs/heads/" + branch, ObjectId.fromString(sha));
  }

  public String head(String branch) {
    try {
      return repository.resolve("refs/heads/" + branch).name();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    repository.close();
  }

  private void put(String path, FileMode mode, String content) {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      ObjectId id =
          inserter.insert(Constants.OBJ_BLOB, content.getBytes(StandardCharsets.ISO_8859_1));
      inserter.flush();
      files.put(path, new Entry(mode, id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String write(String branch, String message) {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      DirCache index = DirCache.newInCore();
      DirCacheBuilder builder = index.builder();
      files.forEach(
          (path, entry) -> {
            DirCacheEntry file = new DirCacheEntry(path);
            file.setFileMode(entry.mode());
            file.setObjectId(entry.id());
            builder.add(file);
          });
      builder.finish();
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(index.writeTree(inserter));
      ObjectId parent = repository.resolve("refs/heads/" + branch);
      if (parent != null) {
        commit.setParentId(parent);
      }
      commit.setAuthor(author());
      commit.setCommitter(author());
      commit.setMessage(message);
      if (key != null) {
        key.sign(commit);
      }
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      update("refs/heads/" + branch, id);
      return id.name();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void update(String ref, ObjectId id) {
    try {
      RefUpdate update = repository.updateRef(ref);
      update.setNewObjectId(id);
      update.forceUpdate();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PersonIdent author() {
    time = time.plusSeconds(60);
    return new PersonIdent("Ada", "ada@example.com", time, ZoneOffset.UTC);
  }
}
