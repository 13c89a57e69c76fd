package dev.sluice.operator.git.sync;

import dev.sluice.crds.Canary;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncSpec;
import dev.sluice.crds.GitSyncSpec.SyncPath;
import dev.sluice.operator.git.apply.Application;
import dev.sluice.operator.git.apply.Applied;
import dev.sluice.operator.git.apply.Hold;
import dev.sluice.operator.git.apply.Inventory;
import dev.sluice.operator.git.apply.Kinds;
import dev.sluice.operator.git.apply.LiveObjects;
import dev.sluice.operator.git.apply.ObjectKey;
import dev.sluice.operator.git.apply.Origin;
import dev.sluice.operator.git.apply.Target;
import dev.sluice.operator.git.hold.Holding;
import dev.sluice.operator.git.render.Manifest;
import dev.sluice.operator.git.render.PlainFiles;
import dev.sluice.operator.git.repository.CommitInfo;
import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.GitCredentials;
import dev.sluice.operator.git.repository.GitRef;
import dev.sluice.operator.git.repository.Remote;
import dev.sluice.operator.git.repository.Repositories;
import dev.sluice.operator.git.repository.Revision;
import dev.sluice.operator.git.signature.TrustedKeys;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt: fetch, render, try, apply. Blocks; never throws. */
final class SyncAttempt {
  private static final Logger log = LoggerFactory.getLogger(SyncAttempt.class);

  private final Repositories repositories;
  private final KubernetesClient client;
  private final Kinds kinds;
  private final LiveObjects live;
  private final SyncOptions options;
  private final InstantSource clock;

  /**
   * What an attempt begins with.
   *
   * @param applied the revision that is applied as a whole, of this spec; null for none
   * @param appliedSha the commit that was applied last, of any spec; null for none
   * @param suspects ids of objects that are not as they were made
   * @param review whether Canaries may want other holds than there are
   */
  record Start(
      Inventory inventory,
      @Nullable String applied,
      @Nullable String appliedSha,
      Set<String> suspects,
      boolean review) {}

  SyncAttempt(
      Repositories repositories,
      KubernetesClient client,
      Kinds kinds,
      LiveObjects live,
      SyncOptions options,
      InstantSource clock) {
    this.repositories = repositories;
    this.client = client;
    this.kinds = kinds;
    this.live = live;
    this.options = options;
    this.clock = clock;
  }

  /**
   * @param ledger is told what may be in the cluster, before it is
   */
  Outcome run(GitSync sync, Start start, Consumer<Inventory> ledger) {
    Revision revision = null;
    Application application = null;
    try {
      Remote remote = remote(sync);
      GitClone clone = repositories.of(remote);
      revision = clone.fetch(remote, ref(sync.getSpec().ref()));
      if (revision.toString().equals(start.applied)
          && start.suspects.isEmpty()
          && !isToReview(sync, start)) {
        live.watch(keys(start.inventory));
        return new Outcome.Unchanged(revision);
      }
      if (!revision.toString().equals(start.applied)) {
        verify(sync, clone, revision);
      }
      List<Manifest> manifests = render(clone, revision.sha(), sync.getSpec().paths());
      Holding.Result held = held(sync, remote, clone, manifests, start);
      if (!held.holds().equals(start.inventory.holds())) {
        ledger.accept(start.inventory.holding(held.holds()));
      }
      application = application(sync, clone, revision, start, held, ledger);
      Applied applied = application.apply(held.manifests(), start.suspects);
      live.watch(keys(applied.inventory()));
      boolean rewritten =
          start.appliedSha != null
              && clone.has(start.appliedSha)
              && !clone.isAncestor(start.appliedSha, revision.sha())
              && isBranch(sync.getSpec().ref());
      return new Outcome.Done(revision, applied, rewritten);
    } catch (ProblemException e) {
      return new Outcome.Failed(e, revision, inventory(application, start));
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
    try {
      boolean prune = Boolean.TRUE.equals(sync.getSpec().prune());
      Application.Rules rules = new Application.Rules(namespace(sync), prune, false);
      new Application(target(sync), origin(sync, (id, path) -> ""), rules, inventory, _ -> {})
          .remove();
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e);
    }
  }

  /** Asks nothing of the API server where no Deployment comes from Git. */
  private boolean isToReview(GitSync sync, Start start) {
    if (!start.review) {
      return false;
    }
    Target target = target(sync);
    return !start.inventory.holds().isEmpty()
        || start.inventory.entries().values().stream()
            .map(Inventory.Entry::key)
            .filter(key -> key.kind().equals("Deployment"))
            .map(ObjectKey::namespace)
            .distinct()
            .flatMap(namespace -> target.canaries(namespace).stream())
            .anyMatch(Holding::isToHold);
  }

  private Holding.Result held(
      GitSync sync, Remote remote, GitClone clone, List<Manifest> newest, Start start) {
    Holding holding =
        new Holding(
            sync.getSpec().url(), namespace(sync), commit -> at(sync, remote, clone, commit));
    Target target = target(sync);
    List<Canary> canaries =
        holding.namespaces(newest).stream()
            .flatMap(namespace -> target.canaries(namespace).stream())
            .toList();
    return holding.of(newest, start.inventory.holds(), canaries);
  }

  private static List<Manifest> at(GitSync sync, Remote remote, GitClone clone, String commit) {
    try {
      if (!clone.has(commit)) {
        clone.fetch(remote, new GitRef.Commit(commit));
      }
    } catch (ProblemException e) {
      throw e.isRetriable()
          ? e
          : new ProblemException(
              "HeldCommitGone",
              "a workload is to be held back, and the commit %s that this needs cannot be had (%s): push a commit that changes it, or set git.onRollback of its Canary to None"
                  .formatted(commit, e.explanation()),
              e);
    }
    return render(clone, commit, sync.getSpec().paths());
  }

  private Application application(
      GitSync sync,
      GitClone clone,
      Revision revision,
      Start start,
      Holding.Result held,
      Consumer<Inventory> ledger) {
    GitSyncSpec spec = sync.getSpec();
    Map<String, String> kept = new HashMap<>();
    for (Hold hold : start.inventory.holds()) {
      hold.objects().forEach(object -> kept.put(object.key().id(), hold.kept()));
    }
    BiFunction<String, String, String> commits =
        (id, path) ->
            held.commits().containsKey(id)
                ? held.commits().get(id)
                : lastChange(clone, revision, kept.getOrDefault(id, start.appliedSha), path);
    return new Application(
        target(sync),
        origin(sync, commits),
        new Application.Rules(
            namespace(sync),
            Boolean.TRUE.equals(spec.prune()),
            !Boolean.FALSE.equals(spec.selfHeal())),
        start.inventory.holding(held.holds()),
        ledger);
  }

  /** The commit that changed a path since what is applied; the newest one if none is known. */
  private static String lastChange(
      GitClone clone, Revision revision, @Nullable String since, String path) {
    return clone.log(revision.sha(), since, List.of(path), 1).stream()
        .map(CommitInfo::sha)
        .findFirst()
        .orElse(revision.sha());
  }

  private static List<Manifest> render(GitClone clone, String sha, List<SyncPath> paths) {
    return clone.tree(
        sha,
        tree -> {
          List<Manifest> manifests = new ArrayList<>();
          if (paths.isEmpty()) {
            manifests.addAll(PlainFiles.render(tree, ""));
          }
          for (SyncPath path : paths) {
            manifests.addAll(PlainFiles.render(tree, directory(path.path())));
          }
          return manifests;
        });
  }

  /** {@code ./deploy/} is what Git calls {@code deploy}. */
  private static String directory(String path) {
    return path.replaceFirst("^(\\./)+", "").replaceFirst("/+$", "").replaceFirst("^\\.$", "");
  }

  private Target target(GitSync sync) {
    String account = sync.getSpec().serviceAccountName();
    return Target.of(
        client,
        kinds,
        sync.getMetadata().getNamespace(),
        account == null ? options.defaultServiceAccount() : account);
  }

  private static Origin origin(GitSync sync, BiFunction<String, String, String> commits) {
    return new Origin(
        sync.getMetadata().getName(),
        sync.getMetadata().getNamespace(),
        sync.getSpec().url(),
        commits);
  }

  private static String namespace(GitSync sync) {
    return Optional.ofNullable(sync.getSpec().targetNamespace())
        .orElse(sync.getMetadata().getNamespace());
  }

  private void verify(GitSync sync, GitClone clone, Revision revision) {
    GitSyncSpec.Verify verify = sync.getSpec().verify();
    if (verify != null) {
      String name = verify.secretRef().name();
      TrustedKeys keys =
          TrustedKeys.of(secret(sync.getMetadata().getNamespace(), name), name, clock);
      clone.read(
          local -> {
            keys.verify(local, revision.sha());
            return revision;
          });
    }
  }

  private Remote remote(GitSync sync) {
    GitSyncSpec spec = sync.getSpec();
    if (spec.secretRef() == null) {
      return new Remote(spec.url(), GitCredentials.NONE);
    }
    String name = spec.secretRef().name();
    Map<String, String> data = secret(sync.getMetadata().getNamespace(), name);
    return new Remote(spec.url(), GitCredentials.of(data, spec.url(), name));
  }

  /** Read anew each time: a credential that was replaced is used at once. */
  private Map<String, String> secret(String namespace, String name) {
    Secret secret;
    try {
      secret = client.secrets().inNamespace(namespace).withName(name).get();
    } catch (io.fabric8.kubernetes.client.KubernetesClientException e) {
      throw ProblemException.retriable(
          "SecretUnreadable", "secret %s cannot be read: %s".formatted(name, e.getMessage()), e);
    }
    if (secret == null) {
      throw new ProblemException(
          "SecretNotFound",
          "secret \"%s\" not found in namespace %s; the spec names it".formatted(name, namespace));
    }
    Map<String, String> data = new HashMap<>();
    Optional.ofNullable(secret.getData())
        .ifPresent(
            all ->
                all.forEach(
                    (key, value) ->
                        data.put(
                            key,
                            new String(
                                Base64.getDecoder().decode(value), StandardCharsets.UTF_8))));
    return data;
  }

  private static GitRef ref(GitSyncSpec.@Nullable Ref ref) {
    if (ref == null) {
      return new GitRef.DefaultBranch();
    }
    if (ref.branch() != null) {
      return new GitRef.Branch(ref.branch());
    }
    if (ref.tag() != null) {
      return new GitRef.Tag(ref.tag());
    }
    if (ref.semver() != null) {
      return new GitRef.SemverRange(ref.semver());
    }
    return new GitRef.Commit(Objects.requireNonNullElse(ref.commit(), ""));
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
