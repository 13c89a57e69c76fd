package dev.sluice.operator.git.sync;

import dev.sluice.operator.git.apply.Applied;
import dev.sluice.operator.git.apply.Inventory;
import dev.sluice.operator.git.apply.Observed;
import dev.sluice.operator.git.repository.Revision;
import dev.sluice.operator.kube.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
sealed interface Outcome {
  /** The repository has what is applied already. */
  record Unchanged(Revision revision) implements Outcome {}

  /**
   * What is declared is in the cluster.
   *
   * @param rewritten whether the commit that was applied before is not in its history
   * @param notices what of it is not done
   * @param variables fingerprint of those that were put in
   */
  record Done(
      Revision revision, Applied applied, boolean rewritten, List<String> notices, String variables)
      implements Outcome {}

  /**
   * The cluster was compared with what is declared, and nothing was done.
   *
   * @param rewritten as of {@link Done}
   * @param variables as of {@link Done}
   */
  record Seen(Revision revision, Observed observed, boolean rewritten, String variables)
      implements Outcome {}

  /**
   * Something is wrong.
   *
   * @param revision what was to be applied; null when that was not found out
   * @param inventory what there may be in the cluster now
   */
  record Failed(ProblemException problem, @Nullable Revision revision, Inventory inventory)
      implements Outcome {}
}
