package dev.sluice.playground.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.notes.Note;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;

/** A clone of a repository, in which people work: on the branch {@code main}. */
public final class Checkout implements AutoCloseable {
  private static final String BRANCH = "main";
  private static final String NOTES = Constants.R_NOTES + "sluice";

  private final Path directory;
  private final Git git;

  private Checkout(Path directory, Git git) {
    this.directory = directory;
    this.git = git;
  }

  /** Clones a repository, which may be empty, into a directory that is made. */
  public static Checkout of(String url, Path directory) throws IOException {
    try {
      return new Checkout(
          directory,
          Git.cloneRepository()
              .setURI(url)
              .setBranch(BRANCH)
              .setDirectory(directory.toFile())
              .call());
    } catch (GitAPIException e) {
      throw new IOException(url + " cannot be cloned", e);
    }
  }

  /**
   * Who writes commits.
   *
   * @param name as commits have it
   */
  public record Person(String name, String email) {
    /** At example.com. */
    public static Person named(String name) {
      return new Person(name, name.toLowerCase(java.util.Locale.ROOT) + "@example.com");
    }
  }

  /**
   * A commit as {@code git log --notes=sluice} shows it.
   *
   * @param sha all 40 digits
   * @param author name of who wrote it
   * @param subject first line of its message
   * @param notes the lines of its note
   */
  public record Entry(String sha, String author, String subject, List<String> notes) {
    public Entry {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Writes files and commits them, on top of what others have pushed; not pushed yet.
   *
   * @param files contents by path
   * @return the commit
   */
  public String commit(Person author, String message, Map<String, String> files)
      throws IOException {
    pull();
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = directory.resolve(file.getKey());
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, file.getValue());
        git.add().addFilepattern(file.getKey()).call();
      }
      PersonIdent person = new PersonIdent(author.name(), author.email());
      return git.commit()
          .setMessage(message)
          .setAuthor(person)
          .setCommitter(person)
          .setSign(false)
          .call()
          .name();
    } catch (GitAPIException e) {
      throw new IOException("nothing could be committed", e);
    }
  }

  /** Pushes what was committed. */
  public void push() throws IOException {
    try {
      for (var result : git.push().add("HEAD:refs/heads/" + BRANCH).call()) {
        for (RemoteRefUpdate update : result.getRemoteUpdates()) {
          if (update.getStatus() != RemoteRefUpdate.Status.OK
              && update.getStatus() != RemoteRefUpdate.Status.UP_TO_DATE) {
            throw new IOException("the push was refused: " + update);
          }
        }
      }
    } catch (GitAPIException e) {
      throw new IOException("nothing could be pushed", e);
    }
  }

  /** A file as the server has it now. */
  public String read(String path) throws IOException {
    pull();
    return Files.readString(directory.resolve(path));
  }

  /** All commits that the server has now, the newest first, with their notes. */
  public List<Entry> log() throws IOException {
    pull();
    try {
      git.fetch().setRefSpecs(new RefSpec("+refs/notes/*:refs/notes/*")).call();
      NoteMap notes = notes();
      List<Entry> entries = new ArrayList<>();
      for (RevCommit commit : git.log().call()) {
        entries.add(
            new Entry(
                commit.name(),
                commit.getAuthorIdent().getName(),
                commit.getShortMessage(),
                note(notes, commit)));
      }
      return entries;
    } catch (GitAPIException e) {
      throw new IOException("the history cannot be read", e);
    }
  }

  @Override
  public void close() {
    git.close();
  }

  private void pull() throws IOException {
    try {
      boolean pushed =
          git.lsRemote().setHeads(true).call().stream()
              .anyMatch(ref -> ref.getName().equals(Constants.R_HEADS + BRANCH));
      if (pushed) {
        git.pull().setRemoteBranchName(BRANCH).setRebase(true).call();
      }
    } catch (GitAPIException e) {
      throw new IOException("what others have pushed cannot be had", e);
    }
  }

  private NoteMap notes() throws IOException {
    Ref ref = git.getRepository().exactRef(NOTES);
    if (ref == null) {
      return NoteMap.newEmptyMap();
    }
    try (RevWalk walk = new RevWalk(git.getRepository())) {
      return NoteMap.read(walk.getObjectReader(), walk.parseCommit(ref.getObjectId()));
    }
  }

  private List<String> note(NoteMap notes, ObjectId commit) throws IOException {
    Note note = notes.getNote(commit);
    if (note == null) {
      return List.of();
    }
    byte[] text = git.getRepository().open(note.getData()).getBytes();
    return new String(text, StandardCharsets.UTF_8).lines().toList();
  }
}
