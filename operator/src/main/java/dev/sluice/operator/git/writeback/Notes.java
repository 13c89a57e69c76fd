package dev.sluice.operator.git.writeback;

import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.GitRef;
import dev.sluice.operator.git.repository.Remote;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.notes.Note;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * The record of what commits became, as notes under {@code refs/notes/sluice}: {@code git log
 * --notes=sluice} shows them. A commit's note has one line for each rollout.
 */
public final class Notes {
  static final String REF = "refs/notes/sluice";

  private static final int MOST_TRIES = 10;
  private static final int LONGEST_NOTE = 1 << 20;

  private final InstantSource clock;

  public Notes(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Adds a line to a commit's note, unless it has it.
   *
   * @param line without line ends
   * @return whether it was new
   * @throws ProblemException when the server cannot be reached or refuses the push
   */
  public boolean add(GitClone clone, Remote remote, String commit, String line, Author author) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      String tip = tip(clone, remote);
      Optional<String> made =
          clone.read(local -> with(local, tip, ObjectId.fromString(commit), line, author));
      if (made.isEmpty()) {
        return false;
      }
      if (clone.push(remote, made.get(), REF, tip)) {
        return true;
      }
    }
    throw ProblemException.retriable(
        "BranchMoved",
        "others push to %s all the time, so that our note did not get in; it is tried again"
            .formatted(REF),
        null);
  }

  /** One line of a commit's note. */
  record Line(String commit, String text) {}

  /**
   * All lines of all commits' notes; none where the server has no notes.
   *
   * @throws ProblemException when the server cannot be reached
   */
  static List<Line> lines(GitClone clone, Remote remote) {
    String tip = tip(clone, remote);
    return tip == null ? List.of() : clone.read(local -> lines(local, tip));
  }

  private static List<Line> lines(Repository local, String tip) throws IOException {
    List<Line> lines = new ArrayList<>();
    try (ObjectReader reader = local.newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      for (Note note : NoteMap.read(reader, walk.parseCommit(ObjectId.fromString(tip)))) {
        String text =
            new String(
                reader.open(note.getData()).getCachedBytes(LONGEST_NOTE), StandardCharsets.UTF_8);
        text.lines().forEach(line -> lines.add(new Line(note.name(), line)));
      }
    }
    return lines;
  }

  private static @Nullable String tip(GitClone clone, Remote remote) {
    try {
      return clone.fetch(remote, new GitRef.Name(REF)).sha();
    } catch (ProblemException e) {
      if (e.reason().equals("RefNotFound")) {
        return null;
      }
      throw e;
    }
  }

  private Optional<String> with(
      Repository local, @Nullable String tip, ObjectId commit, String line, Author author)
      throws IOException {
    try (ObjectInserter inserter = local.newObjectInserter();
        ObjectReader reader = inserter.newReader();
        RevWalk walk = new RevWalk(reader)) {
      NoteMap notes =
          tip == null
              ? NoteMap.newEmptyMap()
              : NoteMap.read(reader, walk.parseCommit(ObjectId.fromString(tip)));
      Note known = notes.getNote(commit);
      String before =
          known == null
              ? ""
              : new String(
                  reader.open(known.getData()).getCachedBytes(LONGEST_NOTE),
                  StandardCharsets.UTF_8);
      if (before.lines().anyMatch(line::equals)) {
        return Optional.empty();
      }
      String separator = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
      notes.set(commit, before + separator + line + "\n", inserter);
      CommitBuilder next = new CommitBuilder();
      next.setTreeId(notes.writeTree(inserter));
      if (tip != null) {
        next.setParentId(ObjectId.fromString(tip));
      }
      PersonIdent who =
          new PersonIdent(author.name(), author.email(), clock.instant(), ZoneOffset.UTC);
      next.setAuthor(who);
      next.setCommitter(who);
      next.setMessage("Notes added by Sluice\n");
      ObjectId id = inserter.insert(Constants.OBJ_COMMIT, next.build());
      inserter.flush();
      return Optional.of(id.name());
    }
  }
}
