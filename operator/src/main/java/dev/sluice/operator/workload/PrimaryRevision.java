package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import java.util.Map;
import java.util.Optional;

/** Tells which revision a primary was made from, also of one that Flagger made. */
final class PrimaryRevision {
  private final TargetDeployment target;
  private final PrimaryDeployment primary;
  private final KeptRevisions kept;
  private final ConfigCopies copies;

  PrimaryRevision(
      TargetDeployment target, PrimaryDeployment primary, KeptRevisions kept, ConfigCopies copies) {
    this.target = target;
    this.primary = primary;
    this.kept = kept;
    this.copies = copies;
  }

  /** See {@link Workload#primary}. */
  String of(Canary canary, Deployment deployment) {
    var marked = TemplateMark.read(deployment, Marks.REVISION);
    if (marked.isPresent()) {
      return marked.get();
    }
    var hash = Fingerprint.template(deployment.getSpec().getTemplate());
    return kept.of(canary).entrySet().stream()
        .filter(
            entry ->
                Fingerprint.template(entry.getValue().spec(DeploymentSpec.class).getTemplate())
                    .equals(hash))
        .map(Map.Entry::getKey)
        .findFirst()
        .or(() -> ofTargetIfSame(canary, deployment))
        .orElse(hash);
  }

  /** The target's revision, if Flagger's primary runs just that. */
  private Optional<String> ofTargetIfSame(Canary canary, Deployment deployment) {
    if (target.find(canary).isEmpty()) {
      return Optional.empty();
    }
    var request = target.request(canary);
    var wanted =
        primary
            .spec(
                request.deployment(),
                request.configs().keySet(),
                PrimaryDeployment.flaggerId(deployment).orElse(""))
            .getTemplate();
    return Fingerprint.template(wanted)
                .equals(Fingerprint.template(deployment.getSpec().getTemplate()))
            && copies.areAs(canary, request.configs())
        ? Optional.of(request.revision().id())
        : Optional.empty();
  }
}
