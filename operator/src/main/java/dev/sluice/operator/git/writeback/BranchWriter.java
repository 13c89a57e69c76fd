package dev.sluice.operator.git.writeback;

import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.GitRef;
import dev.sluice.operator.git.repository.Remote;
import dev.sluice.operator.git.repository.Revision;
import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Commits to branches of a server. When somebody else pushes in between, the change is made anew on
 * what is there then; nothing is ever forced.
 */
public final class BranchWriter {
  private static final int MOST_TRIES = 10;
  private static final String HEADS = "refs/heads/";

  private final Commits commits;

  /** What is changed in a branch. */
  @FunctionalInterface
  public interface Change {
    /** The change of these files; empty if there is nothing to change. */
    Optional<Edit> of(Tree tip) throws IOException;
  }

  public BranchWriter(InstantSource clock) {
    this.commits = new Commits(clock);
  }

  /**
   * Commits to a branch.
   *
   * @return the commit; empty if there was nothing to change
   * @throws ProblemException when the server cannot be reached or refuses the push, or the branch
   *     moved on and on
   */
  public Optional<String> commit(
      GitClone clone, Remote remote, String branch, Author author, Change change) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      String tip = clone.fetch(remote, new GitRef.Branch(branch)).sha();
      Optional<Edit> edit = clone.tree(tip, change::of).filter(some -> !some.files().isEmpty());
      if (edit.isEmpty()) {
        return Optional.empty();
      }
      String made = clone.read(local -> commits.make(local, tip, List.of(tip), edit.get(), author));
      if (clone.push(remote, made, HEADS + branch, tip)) {
        return Optional.of(made);
      }
    }
    throw moved(branch);
  }

  /**
   * Brings a branch of our own to where another one would be with a change. It is made from the
   * other one; when it is there already it goes on from where it is, so that a pull request for it
   * shows that change and nothing else.
   *
   * @param base the branch that is changed in the end
   * @param branch the branch of our own
   * @return the branch's newest commit; empty if there was nothing to change
   * @throws ProblemException as {@link #commit}
   */
  public Optional<String> propose(
      GitClone clone, Remote remote, String base, String branch, Author author, Change change) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      String tip = clone.fetch(remote, new GitRef.Branch(base)).sha();
      Optional<Edit> edit = clone.tree(tip, change::of).filter(some -> !some.files().isEmpty());
      if (edit.isEmpty()) {
        return Optional.empty();
      }
      Optional<String> ours = tip(clone, remote, branch);
      List<String> parents = ours.map(own -> List.of(own, tip)).orElse(List.of(tip));
      String made = clone.read(local -> commits.make(local, tip, parents, edit.get(), author));
      if (ours.isPresent()
          && clone.isAncestor(tip, ours.get())
          && sameFiles(clone, made, ours.get())) {
        return ours;
      }
      if (clone.push(remote, made, HEADS + branch, ours.orElse(null))) {
        return Optional.of(made);
      }
    }
    throw moved(branch);
  }

  private static Optional<String> tip(GitClone clone, Remote remote, String branch) {
    try {
      return Optional.of(clone.fetch(remote, new GitRef.Branch(branch))).map(Revision::sha);
    } catch (ProblemException e) {
      if (e.reason().equals("RefNotFound")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static boolean sameFiles(GitClone clone, String one, String other) {
    return clone
        .tree(one, tree -> tree.directory(""))
        .equals(clone.tree(other, tree -> tree.directory("")));
  }

  private static ProblemException moved(String branch) {
    return ProblemException.retriable(
        "BranchMoved",
        "others push to %s all the time, so that our commit did not get in; it is tried again"
            .formatted(branch),
        null);
  }
}
