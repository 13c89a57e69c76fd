package dev.sluice.operator.git.hold;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanarySpec;
import dev.sluice.crds.CanarySpec.OnRollback;
import dev.sluice.crds.CanaryStatus.Release;
import dev.sluice.operator.git.apply.Hold;
import dev.sluice.operator.git.apply.Hold.Held;
import dev.sluice.operator.git.apply.ObjectKey;
import dev.sluice.operator.git.render.Manifest;
import dev.sluice.operator.git.writeback.PastRelease;
import dev.sluice.operator.kube.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which workloads are kept at an older commit, and what is applied then. A hold begins when a
 * Canary with {@code git.onRollback: Hold} rolled a commit back and Git still declares what that
 * commit did, or when the notes say that something else was promoted last of a workload that this
 * cluster has never seen; it ends when Git declares anything else of the same objects.
 */
public final class Holding {
  /** Rendering a commit takes time. */
  private static final int MOST_TRIED = 10;

  private final String repository;
  private final String namespace;
  private final String newest;
  private final Function<String, List<Manifest>> at;
  private final Map<String, Snapshot> snapshots = new HashMap<>();

  /**
   * What is to be applied.
   *
   * @param holds what is kept, and until when
   * @param manifests of the newest commit, with those of the kept commits in place of their own
   * @param commits by id of the object, the kept commit
   */
  public record Result(List<Hold> holds, List<Manifest> manifests, Map<String, String> commits) {
    public Result {
      holds = List.copyOf(holds);
      manifests = List.copyOf(manifests);
      commits = Map.copyOf(commits);
    }
  }

  /**
   * @param repository URL
   * @param namespace of objects that name none
   * @param newest the newest commit
   * @param at what Git declares at a commit; may ask the server
   */
  public Holding(
      String repository, String namespace, String newest, Function<String, List<Manifest>> at) {
    this.repository = repository;
    this.namespace = namespace;
    this.newest = newest;
    this.at = at;
  }

  /** The namespaces whose Canaries matter to these objects. */
  public Set<String> namespaces(Collection<Manifest> declared) {
    return new Snapshot(declared, namespace).namespaces();
  }

  /**
   * @param declared what Git declares now
   * @param before what was held so far
   * @param canaries those of the {@link #namespaces}, as they are in the cluster
   * @param newcomers whose targets this cluster has never seen
   * @throws dev.sluice.operator.kube.ProblemException when a commit that matters cannot be had
   */
  public Result of(
      List<Manifest> declared, List<Hold> before, List<Canary> canaries, List<Newcomer> newcomers) {
    Snapshot now = new Snapshot(declared, namespace);
    List<Hold> holds = new ArrayList<>();
    for (Hold hold : before) {
      if (goesOn(hold, now, canaries)) {
        holds.add(hold);
      }
    }
    for (Newcomer newcomer : newcomers) {
      if (holds.stream().noneMatch(hold -> hold.canary().equals(newcomer.canary()))) {
        restore(newcomer, now).ifPresent(holds::add);
      }
    }
    for (Canary canary : canaries) {
      if (holds.stream().noneMatch(hold -> hold.canary().equals(name(canary)))) {
        begin(canary, now).ifPresent(holds::add);
      }
    }
    return result(holds, now);
  }

  private Result result(List<Hold> holds, Snapshot now) {
    Map<ObjectKey, Manifest> kept = new LinkedHashMap<>();
    Map<String, String> commits = new HashMap<>();
    for (Hold hold : holds) {
      for (Held held : hold.objects()) {
        snapshot(hold.kept())
            .get(held.key())
            .ifPresent(
                manifest -> {
                  kept.put(held.key(), manifest);
                  commits.put(held.key().id(), hold.kept());
                });
      }
    }
    return new Result(holds, now.with(kept), commits);
  }

  private static boolean goesOn(Hold hold, Snapshot now, List<Canary> canaries) {
    Optional<Canary> canary =
        canaries.stream().filter(one -> name(one).equals(hold.canary())).findFirst();
    // A Canary that somebody deleted comes back from Git, if it is there.
    if (canary.isEmpty() && now.get(key(hold.canary())).isEmpty()) {
      return false;
    }
    if (hold.objects().isEmpty() || now.get(hold.objects().getFirst().key()).isEmpty()) {
      return false;
    }
    return switch (hold.until()) {
      case INITIALIZED -> canary.isEmpty() || !hasPrimary(canary.get());
      case NEWER_COMMIT ->
          isAsItWas(hold, now) && (canary.isEmpty() || !isLetGo(hold, canary.get()));
    };
  }

  /** Whether no newer commit has touched what is held. */
  private static boolean isAsItWas(Hold hold, Snapshot now) {
    return hold.objects().stream()
        .allMatch(held -> Objects.equals(held.declared(), now.hash(held.key())));
  }

  /** What was rolled back in another cluster is held whatever the Canary wants. */
  private static boolean isLetGo(Hold hold, Canary canary) {
    return !isToHold(canary)
        && canary.getStatus() != null
        && canary.getStatus().history().stream()
            .map(Release::source)
            .anyMatch(source -> source != null && source.commit().equals(hold.instead()));
  }

  private static boolean hasPrimary(Canary canary) {
    String phase = canary.getStatus() == null ? null : canary.getStatus().phase();
    return phase != null && !phase.isEmpty() && !phase.equals("Initializing");
  }

  /** Brings back what served last in another cluster, if Git declares something else now. */
  private Optional<Hold> restore(Newcomer newcomer, Snapshot now) {
    if (newcomer.past().isEmpty() || now.get(newcomer.target()).isEmpty()) {
      return Optional.empty();
    }
    String kept = newcomer.past().getFirst().serving();
    List<ObjectKey> revision = revision(newcomer.target(), now, kept);
    if (snapshot(kept).get(newcomer.target()).isEmpty() || isSame(revision, kept, now)) {
      return Optional.empty();
    }
    Optional<String> rolledBack =
        newcomer.past().stream()
            .filter(release -> !release.isPromoted())
            .map(PastRelease::commit)
            .distinct()
            .limit(MOST_TRIED)
            .filter(commit -> isSame(revision, commit, now))
            .findFirst();
    return Optional.of(
        rolledBack
            .map(
                bad ->
                    new Hold(
                        newcomer.canary(),
                        kept,
                        bad,
                        Hold.Until.NEWER_COMMIT,
                        "new in this cluster, and the notes say that it was rolled back",
                        held(revision, kept, now)))
            .orElseGet(
                () ->
                    new Hold(
                        newcomer.canary(),
                        kept,
                        newest,
                        Hold.Until.INITIALIZED,
                        "new in this cluster, and the notes say what served last",
                        held(revision, kept, now))));
  }

  private List<ObjectKey> revision(ObjectKey target, Snapshot now, String kept) {
    Set<String> configs = new TreeSet<>(now.configs(target));
    configs.addAll(snapshot(kept).configs(target));
    return Snapshot.revision(target, configs);
  }

  /** What cannot be rendered any more is not what Git declares now. */
  private boolean isSame(List<ObjectKey> revision, String commit, Snapshot now) {
    Snapshot then;
    try {
      then = snapshot(commit);
    } catch (ProblemException e) {
      if (e.isRetriable()) {
        throw e;
      }
      return false;
    }
    return revision.stream().allMatch(key -> Objects.equals(then.hash(key), now.hash(key)));
  }

  private List<Held> held(List<ObjectKey> revision, String kept, Snapshot now) {
    return revision.stream()
        .filter(key -> snapshot(kept).isTracked(key))
        .map(key -> new Held(key, now.hash(key)))
        .toList();
  }

  private Optional<Hold> begin(Canary canary, Snapshot now) {
    ObjectKey target = target(canary);
    if (!isToHold(canary)
        || canary.getStatus() == null
        || canary.getStatus().released() == null
        || canary.getStatus().history().isEmpty()
        || now.get(target).isEmpty()) {
      return Optional.empty();
    }
    Release last = canary.getStatus().history().getFirst();
    String kept = canary.getStatus().released().commit();
    if (!last.outcome().equals("RolledBack")
        || last.source() == null
        || !last.source().repository().equals(repository)
        || last.source().commit().equals(kept)) {
      return Optional.empty();
    }
    String instead = last.source().commit();
    Set<String> configs = new TreeSet<>(canary.getStatus().trackedConfigs().keySet());
    configs.addAll(snapshot(kept).configs(target));
    List<ObjectKey> revision = Snapshot.revision(target, configs);
    if (snapshot(kept).get(target).isEmpty() || !isSame(revision, instead, now)) {
      return Optional.empty();
    }
    return Optional.of(
        new Hold(
            name(canary),
            kept,
            instead,
            Hold.Until.NEWER_COMMIT,
            "rollout #%s was rolled back%s"
                .formatted(last.id(), last.reason() == null ? "" : ": " + last.reason()),
            held(revision, kept, now)));
  }

  private Snapshot snapshot(String commit) {
    return snapshots.computeIfAbsent(commit, sha -> new Snapshot(at.apply(sha), namespace));
  }

  /** Whether a Canary wants what was rolled back to be held back. */
  public static boolean isToHold(Canary canary) {
    CanarySpec.Git git = canary.getSpec().git();
    return git != null && git.onRollback() == OnRollback.Hold;
  }

  private static ObjectKey key(String canary) {
    String[] name = canary.split("/", 2);
    return new ObjectKey("flagger.app", "v1beta1", "Canary", name[0], name[1]);
  }

  private static ObjectKey target(Canary canary) {
    return new ObjectKey(
        "apps",
        "v1",
        "Deployment",
        canary.getMetadata().getNamespace(),
        canary.getSpec().targetRef().name());
  }

  private static String name(Canary canary) {
    return canary.getMetadata().getNamespace() + "/" + canary.getMetadata().getName();
  }
}
