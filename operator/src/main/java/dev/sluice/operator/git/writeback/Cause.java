package dev.sluice.operator.git.writeback;

import dev.sluice.crds.CanaryStatus.Source;
import java.util.Optional;

/** What has changed what a target that comes from Git asks to run. */
public sealed interface Cause {
  /** A commit. */
  record Commit(Source from) implements Cause {}

  /**
   * Somebody, in the cluster, past Git.
   *
   * @param manager the name under which it was written, for example {@code kubectl-set}
   */
  record ByHand(String manager) implements Cause {}

  /** The commit, if it is one. */
  default Optional<Source> source() {
    return this instanceof Commit(Source from) ? Optional.of(from) : Optional.empty();
  }

  /** Who has made it past Git; empty if nobody has. */
  default Optional<String> changedBy() {
    return this instanceof ByHand(String manager) ? Optional.of(manager) : Optional.empty();
  }

  /** For people, as in "Rolling out …". */
  default String words() {
    return switch (this) {
      case Commit(Source from) -> ReleaseRecord.words(from);
      case ByHand(String manager) -> "a change in the cluster by " + manager;
    };
  }
}
