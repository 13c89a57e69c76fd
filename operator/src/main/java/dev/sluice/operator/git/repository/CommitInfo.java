package dev.sluice.operator.git.repository;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * What a commit says of itself.
 *
 * @param sha its 40 hexadecimal digits
 * @param author name of who wrote it, as the commit has it
 * @param email of who wrote it
 * @param at when it was written
 * @param message the whole message
 * @param parents of a merge two or more; empty also where the history was cut off
 */
public record CommitInfo(
    String sha, String author, String email, Instant at, String message, List<String> parents) {
  public CommitInfo {
    parents = List.copyOf(parents);
  }

  /** The first line of the message. */
  public String subject() {
    return message.lines().findFirst().orElse("").strip();
  }

  static CommitInfo of(RevCommit commit) {
    PersonIdent author = commit.getAuthorIdent();
    return new CommitInfo(
        commit.name(),
        author.getName(),
        author.getEmailAddress(),
        author.getWhenAsInstant(),
        commit.getFullMessage(),
        Arrays.stream(commit.getParents()).map(RevCommit::name).toList());
  }
}
