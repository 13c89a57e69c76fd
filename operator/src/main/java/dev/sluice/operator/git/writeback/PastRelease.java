package dev.sluice.operator.git.writeback;

import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.GitRef;
import dev.sluice.operator.git.repository.Remote;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A rollout that ended, in whatever cluster, as the notes of the repository have it.
 *
 * @param at when it ended
 * @param commit that was rolled out
 * @param serving the commit that served after it: itself when it was promoted
 */
public record PastRelease(Instant at, String commit, String serving) {
  private static final Pattern LINE =
      Pattern.compile(
          "(?<at>\\S+) (?<canary>\\S+)#\\d+ (?<outcome>Promoted|RolledBack)\\b.*?(, back to"
              + " (?<back>[0-9a-f]{7,40}))?");

  /** Whether it was promoted. */
  public boolean isPromoted() {
    return commit.equals(serving);
  }

  /**
   * The rollouts of a Canary that a branch knows of, the newest first. May fetch all of its
   * history.
   *
   * @param newest the commit that the reference stands for
   * @param canary as {@code namespace/name}
   * @throws dev.sluice.operator.kube.ProblemException when the server cannot be reached
   */
  public static List<PastRelease> of(
      GitClone clone, Remote remote, GitRef ref, String newest, String canary) {
    List<PastRelease> found = new ArrayList<>();
    boolean deepened = false;
    for (Notes.Line line : Notes.lines(clone, remote)) {
      Matcher text = LINE.matcher(line.text());
      if (text.matches() && text.group("canary").equals(canary)) {
        Optional<PastRelease> release = release(clone, newest, line.commit(), text);
        if (release.isEmpty() && !deepened) {
          clone.deepen(remote, ref, Integer.MAX_VALUE);
          deepened = true;
          release = release(clone, newest, line.commit(), text);
        }
        release.ifPresent(found::add);
      }
    }
    found.sort(Comparator.comparing(PastRelease::at).reversed());
    return found;
  }

  /** Empty when the commits are not of this history, or the line is not one of ours. */
  private static Optional<PastRelease> release(
      GitClone clone, String newest, String commit, Matcher text) {
    String back = text.group("outcome").equals("Promoted") ? commit : text.group("back");
    Optional<String> serving = Optional.ofNullable(back).flatMap(name -> whole(clone, name));
    if (serving.isEmpty()
        || !clone.isAncestor(serving.get(), newest)
        || !clone.isAncestor(commit, newest)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new PastRelease(Instant.parse(text.group("at")), commit, serving.get()));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> whole(GitClone clone, String commit) {
    return clone.read(
        local -> {
          try {
            return Optional.ofNullable(local.resolve(commit + "^{commit}")).map(ObjectId::name);
          } catch (AmbiguousObjectException | MissingObjectException e) {
            // Not fetched as far back, or not of this repository.
            return Optional.empty();
          }
        });
  }
}
