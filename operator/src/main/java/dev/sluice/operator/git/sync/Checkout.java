package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.operator.git.render.Manifest;
import dev.sluice.operator.git.repository.CommitInfo;
import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.Revision;
import dev.sluice.operator.git.writeback.PastReleases;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a GitSync's repository has now.
 *
 * @param manifests what is declared now
 * @param at what is declared at an older commit; may ask the server
 * @param past what the notes know of
 */
record Checkout(
    GitSync sync,
    GitClone cloned,
    Revision revision,
    List<Manifest> manifests,
    Function<String, List<Manifest>> at,
    PastReleases past) {
  /**
   * The newest commit that changed one of some paths; empty if none is known.
   *
   * @param since an older commit; null for as far back as was fetched
   */
  Optional<String> lastChange(List<String> paths, @Nullable String since) {
    return cloned.log(revision.sha(), since, paths, 1).stream().map(CommitInfo::sha).findFirst();
  }

  /** Of objects that name none. */
  String namespace() {
    return namespace(sync);
  }

  static String namespace(GitSync sync) {
    return Optional.ofNullable(sync.getSpec().targetNamespace())
        .orElse(sync.getMetadata().getNamespace());
  }
}
