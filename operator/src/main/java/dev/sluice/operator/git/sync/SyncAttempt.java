package dev.sluice.operator.git.sync;

import dev.sluice.crds.Canary;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncSpec;
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
import dev.sluice.operator.git.render.Rendered;
import dev.sluice.operator.git.render.Renderers;
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
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
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
  private final Renderers renderers;
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
   * @param variables fingerprint of those that were put in
   * @param suspects ids of objects that are not as they were made
   * @param review whether Canaries may want other holds than there are
   */
  record Start(
      Inventory inventory,
      @Nullable String applied,
      String variables,
      @Nullable String appliedSha,
      Set<String> suspects,
      boolean review) {}

  SyncAttempt(
      Repositories repositories,
      Renderers renderers,
      KubernetesClient client,
      Kinds kinds,
      LiveObjects live,
      SyncOptions options,
      InstantSource clock) {
    this.repositories = repositories;
    this.renderers = renderers;
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
      Target target = target(sync);
      Variables variables =
          Variables.of(sync.getSpec().substitute(), sync.getMetadata().getNamespace(), target);
      if (revision.toString().equals(start.applied)
          && variables.fingerprint().equals(start.variables)
          && start.suspects.isEmpty()
          && !isToReview(target, start)) {
        live.watch(keys(start.inventory));
        return new Outcome.Unchanged(revision);
      }
      if (!revision.toString().equals(start.applied)) {
        verify(sync, clone, revision);
      }
      Rendering rendering =
          new Rendering(renderers, client, sync, namespace(sync), remote, clone, variables);
      Rendered rendered = rendering.at(revision.sha());
      Holding.Result held = held(sync, target, rendering, rendered.manifests(), start);
      if (!held.holds().equals(start.inventory.holds())) {
        ledger.accept(start.inventory.holding(held.holds()));
      }
      application = application(sync, target, clone, revision, start, held, ledger);
      Applied applied = application.apply(held.manifests(), start.suspects);
      live.watch(keys(applied.inventory()));
      boolean rewritten =
          start.appliedSha != null
              && clone.has(start.appliedSha)
              && !clone.isAncestor(start.appliedSha, revision.sha())
              && isBranch(sync.getSpec().ref());
      return new Outcome.Done(
          revision, applied, rewritten, rendered.notices(), variables.fingerprint());
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
      new Application(
              target(sync), origin(sync, "", (_, _) -> Optional.empty()), rules, inventory, _ -> {})
          .remove();
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e);
    }
  }

  /** Asks nothing of the API server where no Deployment comes from Git. */
  private static boolean isToReview(Target target, Start start) {
    if (!start.review) {
      return false;
    }
    return !start.inventory.holds().isEmpty()
        || start.inventory.entries().values().stream()
            .map(Inventory.Entry::key)
            .filter(key -> key.kind().equals("Deployment"))
            .map(ObjectKey::namespace)
            .distinct()
            .flatMap(namespace -> target.canaries(namespace).stream())
            .anyMatch(Holding::isToHold);
  }

  private static Holding.Result held(
      GitSync sync, Target target, Rendering rendering, List<Manifest> newest, Start start) {
    Holding holding = new Holding(sync.getSpec().url(), namespace(sync), rendering::older);
    List<Canary> canaries =
        holding.namespaces(newest).stream()
            .flatMap(namespace -> target.canaries(namespace).stream())
            .toList();
    return holding.of(newest, start.inventory.holds(), canaries);
  }

  private Application application(
      GitSync sync,
      Target target,
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
    Map<List<Object>, Optional<String>> found = new HashMap<>();
    BiFunction<String, List<String>, Optional<String>> commits =
        (id, inputs) -> {
          String since = kept.getOrDefault(id, start.appliedSha);
          return held.commits().containsKey(id)
              ? Optional.ofNullable(held.commits().get(id))
              : found.computeIfAbsent(
                  List.of(String.valueOf(since), inputs),
                  _ -> change(clone, revision, since, inputs));
        };
    return new Application(
        target,
        origin(sync, revision.sha(), commits),
        new Application.Rules(
            namespace(sync),
            Boolean.TRUE.equals(spec.prune()),
            !Boolean.FALSE.equals(spec.selfHeal())),
        start.inventory.holding(held.holds()),
        ledger);
  }

  /** The newest commit since what is applied that changed one of some paths. */
  private static Optional<String> change(
      GitClone clone, Revision revision, @Nullable String since, List<String> paths) {
    return clone.log(revision.sha(), since, paths, 1).stream().map(CommitInfo::sha).findFirst();
  }

  private Target target(GitSync sync) {
    String account = sync.getSpec().serviceAccountName();
    return Target.of(
        client,
        kinds,
        sync.getMetadata().getNamespace(),
        account == null ? options.defaultServiceAccount() : account);
  }

  private static Origin origin(
      GitSync sync, String newest, BiFunction<String, List<String>, Optional<String>> commits) {
    return new Origin(
        sync.getMetadata().getName(),
        sync.getMetadata().getNamespace(),
        sync.getSpec().url(),
        newest,
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
    } catch (KubernetesClientException e) {
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
