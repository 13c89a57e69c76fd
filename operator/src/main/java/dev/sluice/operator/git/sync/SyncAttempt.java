package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncSpec;
import dev.sluice.crds.SecretRef;
import dev.sluice.operator.git.apply.Application;
import dev.sluice.operator.git.apply.Applied;
import dev.sluice.operator.git.apply.ClusterIdentity;
import dev.sluice.operator.git.apply.Inventory;
import dev.sluice.operator.git.apply.ObjectKey;
import dev.sluice.operator.git.apply.Observation;
import dev.sluice.operator.git.apply.Observed;
import dev.sluice.operator.git.apply.Pending;
import dev.sluice.operator.git.apply.Target;
import dev.sluice.operator.git.apply.TargetCluster;
import dev.sluice.operator.git.render.Rendered;
import dev.sluice.operator.git.render.Renderers;
import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.Remote;
import dev.sluice.operator.git.repository.Repositories;
import dev.sluice.operator.git.repository.Revision;
import dev.sluice.operator.git.repository.Submodules;
import dev.sluice.operator.git.writeback.PastReleases;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt: fetch, render, try, apply. Blocks; never throws. */
final class SyncAttempt {
  private static final Logger log = LoggerFactory.getLogger(SyncAttempt.class);

  private static final Set<String> OF_A_CLUSTER =
      Set.of(
          "ApiServerUnreachable",
          "ApiServerUnavailable",
          "ApiServerError",
          "ClusterChanged",
          "ClusterUnknown",
          "Unauthorized",
          "Forbidden",
          "KindNotServed",
          "ValidationFailed",
          "Invalid",
          "NotFound",
          "OwnedByAnother",
          "Conflict");

  private final Upstream upstream;
  private final Repositories repositories;
  private final Submodules submodules;
  private final Renderers renderers;
  private final KubernetesClient client;
  private final TargetClusters clusters;
  private final SyncOptions options;
  private final InstantSource clock;

  /**
   * What an attempt begins with.
   *
   * @param applied the revision that is applied as a whole, of this spec; null for none
   * @param variables fingerprint of those that were put in
   * @param appliedSha the commit that was applied last, of any spec; null for none
   * @param suspects objects that are not as they were made: by id, what they were then
   * @param review whether Canaries may want other holds than there are
   * @param pending what another tool had not applied yet
   */
  record Start(
      Inventory inventory,
      @Nullable String applied,
      String variables,
      @Nullable String appliedSha,
      Map<String, String> suspects,
      boolean review,
      Map<String, Pending> pending) {
    Start with(Inventory other) {
      return new Start(other, applied, variables, appliedSha, suspects, review, pending);
    }
  }

  SyncAttempt(
      Repositories repositories,
      Renderers renderers,
      KubernetesClient client,
      TargetClusters clusters,
      SyncOptions options,
      InstantSource clock) {
    this.upstream = new Upstream(client, clock);
    this.repositories = repositories;
    this.submodules = new Submodules(repositories);
    this.renderers = renderers;
    this.client = client;
    this.clusters = clusters;
    this.options = options;
    this.clock = clock;
  }

  /**
   * @param ledger is told what may be in the cluster, before it is
   */
  Outcome run(GitSync sync, Start begun, Consumer<Inventory> ledger) {
    Start start = begun;
    Revision revision = null;
    Application application = null;
    try {
      Remote remote = upstream.remote(sync);
      GitClone clone = repositories.of(remote);
      revision = clone.fetch(remote, Upstream.ref(sync));
      TargetCluster cluster = cluster(sync);
      start = begun.with(confirmed(sync, cluster, begun.inventory));
      Target target = target(sync, cluster);
      ResourceID id = ResourceID.fromResource(sync);
      Variables variables =
          Variables.of(
              sync.getSpec().substitute(),
              sync.getMetadata().getNamespace(),
              ofVariables(sync, target));
      if (revision.toString().equals(start.applied)
          && variables.fingerprint().equals(start.variables)
          && start.inventory.equals(begun.inventory)
          && start.suspects.isEmpty()
          && start.pending.isEmpty()
          && !Applying.isToReview(target, start)) {
        cluster.live().watch(id, keys(start.inventory));
        return new Outcome.Unchanged(revision);
      }
      if (!revision.toString().equals(start.applied)) {
        upstream.verify(sync, clone, revision);
      }
      Rendering rendering =
          new Rendering(
              renderers,
              cluster.client(),
              sync,
              Checkout.namespace(sync),
              remote,
              clone,
              submodules,
              revision.sha(),
              variables);
      Rendered rendered = rendering.at(revision.sha());
      Checkout checkout = checkout(sync, remote, clone, revision, rendering, rendered);
      if (TargetClusters.isObserving(sync)) {
        Observed observed = observe(checkout, target, start);
        cluster
            .live()
            .watch(
                id,
                Stream.concat(
                        keys(observed.inventory()).stream(),
                        observed.pending().values().stream().map(Pending::key))
                    .toList());
        return new Outcome.Seen(
            revision, observed, isRewritten(checkout, start), variables.fingerprint());
      }
      Applying applying = Applying.of(checkout, target, others(sync), start, ledger);
      application = applying.application();
      Applied applied = application.apply(applying.manifests(), start.suspects.keySet());
      cluster.live().watch(id, keys(applied.inventory()));
      return new Outcome.Done(
          revision,
          applied,
          isRewritten(checkout, start),
          rendered.notices(),
          variables.fingerprint());
    } catch (ProblemException e) {
      return new Outcome.Failed(located(sync, e), revision, inventory(application, start));
    } catch (RuntimeException e) {
      log.warn(
          "GitSync {} failed in a way that nobody has thought of", sync.getMetadata().getName(), e);
      return new Outcome.Failed(
          ProblemException.retriable("Failed", "unexpected: " + e, e),
          revision,
          inventory(application, start));
    }
  }

  /** Deletes what was applied, as far as {@code spec.prune} and its protection let it. */
  Optional<ProblemException> remove(GitSync sync, Inventory inventory) {
    if (!Boolean.TRUE.equals(sync.getSpec().prune()) || TargetClusters.isObserving(sync)) {
      return Optional.empty();
    }
    try {
      TargetCluster cluster = cluster(sync);
      Inventory applied = confirmed(sync, cluster, inventory);
      Applying.removing(sync, target(sync, cluster), others(sync), applied).remove();
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(located(sync, e));
    }
  }

  private OtherSyncs others(GitSync sync) {
    return new OtherSyncs(client, options.scope().namespace(), sync);
  }

  private TargetCluster cluster(GitSync sync) {
    return clusters.of(sync, name -> upstream.secret(sync, name));
  }

  private static Inventory confirmed(GitSync sync, TargetCluster cluster, Inventory inventory) {
    return sync.getSpec().kubeConfigSecretRef() == null
        ? inventory
        : ClusterIdentity.confirmed(cluster.client(), inventory);
  }

  /** Says of which cluster a trouble is, where it is another one. */
  private static ProblemException located(GitSync sync, ProblemException problem) {
    SecretRef other = sync.getSpec().kubeConfigSecretRef();
    if (other == null || !OF_A_CLUSTER.contains(problem.reason())) {
      return problem;
    }
    String message = "the cluster of secret %s: %s".formatted(other.name(), problem.explanation());
    return problem.isRetriable()
        ? ProblemException.retriable(problem.reason(), message, problem)
        : new ProblemException(problem.reason(), message, problem);
  }

  private static Checkout checkout(
      GitSync sync,
      Remote remote,
      GitClone clone,
      Revision revision,
      Rendering rendering,
      Rendered rendered) {
    return new Checkout(
        sync,
        clone,
        revision,
        rendered.manifests(),
        rendering::older,
        new PastReleases(clone, remote, Upstream.ref(sync), revision.sha()));
  }

  private Observed observe(Checkout checkout, Target target, Start start) {
    Observation.Rules rules =
        new Observation.Rules(
            checkout.namespace(), clock.instant(), SyncTimes.timeout(checkout.sync()));
    Observation.Commits commits =
        (paths, since) -> checkout.lastChange(paths, since).orElse(checkout.revision().sha());
    return new Observation(target, rules, commits, start.inventory)
        .look(checkout.manifests(), start.suspects, start.pending);
  }

  private static boolean isRewritten(Checkout checkout, Start start) {
    return start.appliedSha != null
        && checkout.cloned().has(start.appliedSha)
        && !checkout.cloned().isAncestor(start.appliedSha, checkout.revision().sha())
        && isBranch(checkout.sync().getSpec().ref());
  }

  /** Variables are in the cluster of the GitSync, wherever it applies. */
  private Target ofVariables(GitSync sync, Target target) {
    return sync.getSpec().kubeConfigSecretRef() == null
        ? target
        : Target.of(
            client,
            clusters.own().kinds(),
            sync.getMetadata().getNamespace(),
            options.defaultServiceAccount());
  }

  private Target target(GitSync sync, TargetCluster cluster) {
    String account = sync.getSpec().serviceAccountName();
    String otherwise =
        sync.getSpec().kubeConfigSecretRef() == null ? options.defaultServiceAccount() : null;
    return Target.of(
        cluster.client(),
        cluster.kinds(),
        sync.getMetadata().getNamespace(),
        account == null ? otherwise : account);
  }

  private static boolean isBranch(GitSyncSpec.@Nullable Ref ref) {
    return ref == null || ref.branch() != null;
  }

  private static Inventory inventory(@Nullable Application application, Start start) {
    return application == null ? start.inventory : application.soFar();
  }

  private static List<ObjectKey> keys(Inventory inventory) {
    return inventory.entries().values().stream().map(Inventory.Entry::key).toList();
  }
}
