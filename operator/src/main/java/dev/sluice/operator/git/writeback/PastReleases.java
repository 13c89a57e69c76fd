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
import org.jspecify.annotations.Nullable;

/**
 * The rollouts that a branch knows of by its notes. The server is asked for the notes once, when
 * they are needed first, and for the whole history once at most.
 */
public final class PastReleases {
  private static final Pattern LINE =
      Pattern.compile(
          "(?<at>\\S+) (?<canary>\\S+)#\\d+ (?<outcome>Promoted|RolledBack)\\b.*?(, back to (?<back>[0-9a-f]{7,40}))?");

  private final GitClone clone;
  private final Remote remote;
  private final GitRef ref;
  private final String newest;
  private @Nullable List<Notes.Line> lines;
  private boolean deepened;

  /**
   * @param ref the branch
   * @param newest the commit that it stands for
   */
  public PastReleases(GitClone clone, Remote remote, GitRef ref, String newest) {
    this.clone = clone;
    this.remote = remote;
    this.ref = ref;
    this.newest = newest;
  }

  /**
   * The rollouts of a Canary, the newest first.
   *
   * @param canary as {@code namespace/name}
   * @throws dev.sluice.operator.kube.ProblemException when the server cannot be reached
   */
  public List<PastRelease> of(String canary) {
    List<PastRelease> found = new ArrayList<>();
    for (Notes.Line line : lines()) {
      Matcher text = LINE.matcher(line.text());
      if (text.matches() && text.group("canary").equals(canary)) {
        Optional<PastRelease> release = release(line.commit(), text);
        if (release.isEmpty() && !deepened) {
          clone.deepen(remote, ref, Integer.MAX_VALUE);
          deepened = true;
          release = release(line.commit(), text);
        }
        release.ifPresent(found::add);
      }
    }
    found.sort(Comparator.comparing(PastRelease::at).reversed());
    return found;
  }

  private List<Notes.Line> lines() {
    List<Notes.Line> known = lines;
    if (known == null) {
      known = Notes.lines(clone, remote);
      lines = known;
    }
    return known;
  }

  /** Empty when the commits are not of this history, or the line is not one of ours. */
  private Optional<PastRelease> release(String commit, Matcher text) {
    String back = text.group("outcome").equals("Promoted") ? commit : text.group("back");
    Optional<String> serving = Optional.ofNullable(back).flatMap(this::whole);
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

  private Optional<String> whole(String commit) {
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
