package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps what a primary ran, template and configs, so that it can be had again. */
final class LastGood {
  private final PrimaryDeployment primary;
  private final PrimaryRevision revisions;
  private final KeptRevisions kept;
  private final ConfigCopies copies;

  LastGood(
      PrimaryDeployment primary,
      PrimaryRevision revisions,
      KeptRevisions kept,
      ConfigCopies copies) {
    this.primary = primary;
    this.revisions = revisions;
    this.kept = kept;
    this.copies = copies;
  }

  /** See {@link Workload#keepLastGood}. */
  void keep(Canary canary, String revision, @Nullable String previous) {
    var all = kept.of(canary);
    if (all.containsKey(revision)) {
      return;
    }
    var deployment =
        primary
            .find(canary)
            .filter(found -> revisions.of(canary, found).equals(revision))
            .orElseThrow(
                () ->
                    new ProblemException(
                        "PrimaryChanged",
                        "Deployment %s.%s is not at revision %s, which was to be kept"
                            .formatted(
                                primary.name(canary),
                                canary.getMetadata().getNamespace(),
                                revision)));
    var read = copies.read(canary, deployment.getSpec().getTemplate());
    copies.store(canary, read);
    SortedMap<String, KeptRevisions.Kept> retained = new TreeMap<>();
    retained.put(
        revision,
        new KeptRevisions.Kept(
            Fingerprint.tree(PrimaryDeployment.withoutSize(deployment.getSpec())), read));
    if (previous != null && all.containsKey(previous)) {
      retained.put(previous, all.get(previous));
    }
    kept.write(canary, retained, SeenDeployment.size(deployment));
    copies.prune(canary, retained.values().stream().map(KeptRevisions.Kept::configs).toList());
  }

  /**
   * Gives the primary what was kept for this revision, or makes it.
   *
   * @param target whose labels and annotations a primary inherits, if it is there
   * @param least the fewest pods that a primary gets that is made now
   */
  void restore(
      Canary canary,
      @Nullable Deployment target,
      String revision,
      KeptRevisions.Kept last,
      int least) {
    primary.requireOurs(canary);
    copies.restore(canary, last.configs());
    primary.write(
        canary,
        target,
        last.spec(DeploymentSpec.class),
        revision,
        Math.max(kept.replicas(canary).orElse(1), least));
  }
}
