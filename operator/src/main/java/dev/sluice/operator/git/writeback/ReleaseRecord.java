package dev.sluice.operator.git.writeback;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanarySpec;
import dev.sluice.crds.CanarySpec.OnRollback;
import dev.sluice.crds.CanaryStatus;
import dev.sluice.crds.CanaryStatus.Release;
import dev.sluice.crds.CanaryStatus.Source;
import dev.sluice.crds.CanaryStatus.WrittenBack;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncSpec.Mode;
import dev.sluice.operator.git.repository.CommitInfo;
import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.GitCredentials;
import dev.sluice.operator.git.repository.Remote;
import dev.sluice.operator.git.repository.Repositories;
import dev.sluice.operator.git.writeback.Sourced.Standing;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ContentOwners;
import dev.sluice.operator.kube.ContentOwners.Owner;
import dev.sluice.operator.kube.ProblemException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** What Git says of a Canary's revisions, and is told of its rollouts. */
public final class ReleaseRecord {
  private static final String ROLLED_BACK = "RolledBack";
  private static final int SHORT = 7;

  private final Cluster cluster;
  private final Repositories repositories;
  private final Notes notes;
  private final Reverts reverts;
  private final List<Consumer<Canary>> listeners = new CopyOnWriteArrayList<>();

  public ReleaseRecord(
      Cluster cluster, Repositories repositories, OkHttpClient http, InstantSource clock) {
    this.cluster = cluster;
    this.repositories = repositories;
    this.notes = new Notes(clock);
    this.reverts = new Reverts(http, new BranchWriter(clock));
  }

  /** Is called, on a reconciler's thread, with a Canary of which Git may have to know. */
  public void onChange(Consumer<Canary> listener) {
    listeners.add(listener);
  }

  /** To be told of a Canary when a rollout of it has ended or its spec is another. */
  public void changed(Canary canary) {
    listeners.forEach(listener -> listener.accept(canary));
  }

  /**
   * What has changed what the target asks to run: the newest commit, or who has changed it in the
   * cluster since the last promotion; empty if the target does not come from Git, or if it was not
   * yet seen which commit it is of.
   *
   * @param configs that the target reads, as {@code configmap/<name>} or {@code secret/<name>}
   */
  public Optional<Cause> cause(Canary canary, Collection<String> configs) {
    List<Sourced> objects;
    try {
      objects = Sourced.of(canary, configs, cluster);
    } catch (ProblemException e) {
      // A rollout does not wait for who may not read GitSyncs.
      return Optional.empty();
    }
    Optional<Owner> editor =
        objects.stream()
            .flatMap(object -> object.editor().stream())
            .filter(owner -> !isPromoted(canary, owner))
            .max(ContentOwners.BY_TIME);
    if (editor.isPresent()) {
      return Optional.of(new Cause.ByHand(editor.get().manager()));
    }
    return objects.stream().anyMatch(object -> object.standing() instanceof Standing.Unknown)
        ? Optional.empty()
        : newest(objects).map(Cause.Commit::new);
  }

  /** What was there when a rollout began that was promoted is good, whoever has made it. */
  private static boolean isPromoted(Canary canary, Owner owner) {
    CanaryStatus status = canary.getStatus();
    return status != null
        && status.history().stream()
            .filter(release -> release.outcome().equals("Promoted"))
            .findFirst()
            .map(Release::startedAt)
            .filter(started -> owner.at() != null && !owner.at().isAfter(Instant.parse(started)))
            .isPresent();
  }

  private Optional<Source> newest(List<Sourced> objects) {
    record Known(Sourced object, @Nullable CommitInfo commit) {}
    return objects.stream()
        .map(object -> new Known(object, commit(object).orElse(null)))
        .max(
            Comparator.comparing(
                known -> Optional.ofNullable(known.commit()).map(CommitInfo::at).orElse(null),
                Comparator.nullsFirst(Comparator.naturalOrder())))
        .map(
            known ->
                new Source(
                    known.object().repository(),
                    known.object().commit(),
                    known.object().manifest().path(),
                    known.commit() == null ? null : known.commit().author(),
                    known.commit() == null ? null : known.commit().subject()));
  }

  /** A commit for people: {@code 3f2a91c by Ada: Raise the timeout}. */
  public static String words(Source source) {
    return source.commit().substring(0, Math.min(SHORT, source.commit().length()))
        + (source.author() == null ? "" : " by " + source.author())
        + (source.message() == null ? "" : ": " + source.message());
  }

  /** Whether something is to be written about a rollout that ended. */
  public boolean wants(Canary canary, Release release) {
    return isTakenBack(canary, release)
        || sync(canary).filter(sync -> sync.getSpec().writeBack() != null).isPresent();
  }

  /**
   * Writes what is to be written: a note of what became of the commit and, if it was rolled back
   * and the Canary wants it, its revert. Written twice, the second one changes nothing. Blocks.
   *
   * @throws ProblemException when it cannot be written
   */
  public WrittenBack write(Canary canary, Release release) {
    Source source = release.source();
    if (source == null) {
      throw new IllegalArgumentException("the release does not come from Git");
    }
    GitSync sync =
        sync(canary)
            .orElseThrow(
                () ->
                    new ProblemException(
                        "NoGitSync",
                        "no GitSync has %s.%s in its inventory: nothing is written to Git"
                            .formatted(
                                canary.getSpec().targetRef().name(),
                                canary.getMetadata().getNamespace())));
    boolean takenBack = isTakenBack(canary, release);
    if (takenBack && onRollback(canary) == OnRollback.Hold) {
      return held(canary, release, source, sync);
    }
    Destination destination = Destination.of(sync, cluster, repositories);
    WrittenBack written =
        takenBack
            ? reverts.revert(
                destination, canary, onRollback(canary), release, source, manifests(canary))
            : new WrittenBack("Noted", null, null, null);
    note(destination, canary, release, source, written);
    return written;
  }

  /** The GitSync sees by the Canary itself what it has to hold back. */
  private WrittenBack held(Canary canary, Release release, Source source, GitSync sync) {
    Source good = canary.getStatus().released();
    if (good == null || good.commit().equals(source.commit())) {
      throw new ProblemException(
          "NothingToHold",
          "it is not known which commit was promoted before %s: nothing is held back"
              .formatted(words(source)));
    }
    if (sync.getSpec().mode() == Mode.Observe) {
      throw new ProblemException(
          "NothingToHold",
          "GitSync %s.%s only observes: nothing is held back, because another tool applies what Git declares; use Revert or PullRequest"
              .formatted(sync.getMetadata().getName(), sync.getMetadata().getNamespace()));
    }
    WrittenBack written =
        new WrittenBack(
            "Held",
            null,
            null,
            "%s is held back: %s.%s stays at %s until a newer commit changes it"
                .formatted(
                    words(source),
                    canary.getSpec().targetRef().name(),
                    canary.getMetadata().getNamespace(),
                    words(good)));
    if (sync.getSpec().writeBack() != null) {
      note(Destination.of(sync, cluster, repositories), canary, release, source, written);
    }
    return written;
  }

  private void note(
      Destination destination, Canary canary, Release release, Source source, WrittenBack written) {
    destination.fetch(source.commit());
    notes.add(
        destination.cloned(),
        destination.remote(),
        source.commit(),
        line(canary, release, written),
        destination.author());
  }

  /** One that another has followed is not taken back: the later one says what is wanted. */
  private static boolean isTakenBack(Canary canary, Release release) {
    return onRollback(canary) != OnRollback.None
        && release.outcome().equals(ROLLED_BACK)
        && canary.getStatus().history().indexOf(release) == 0;
  }

  private static OnRollback onRollback(Canary canary) {
    CanarySpec.Git git = canary.getSpec().git();
    return git == null || git.onRollback() == null ? OnRollback.None : git.onRollback();
  }

  private Optional<GitSync> sync(Canary canary) {
    return Sourced.of(canary, List.of(), cluster).stream()
        .findFirst()
        .flatMap(target -> target.sync(cluster));
  }

  private List<Manifest> manifests(Canary canary) {
    return Sourced.of(canary, canary.getStatus().trackedConfigs().keySet(), cluster).stream()
        .map(Sourced::manifest)
        .toList();
  }

  /** From the clone on disk; asks no server. */
  private Optional<CommitInfo> commit(Sourced object) {
    try {
      GitClone clone = repositories.of(new Remote(object.repository(), GitCredentials.NONE));
      return clone.has(object.commit())
          ? clone.log(object.commit(), null, List.of(), 1).stream().findFirst()
          : Optional.empty();
    } catch (ProblemException | IllegalArgumentException e) {
      // Marks that somebody else wrote.
      return Optional.empty();
    }
  }

  private static String line(Canary canary, Release release, WrittenBack written) {
    String reason = release.reason() == null ? "" : ": " + release.reason();
    String taken =
        written.commit() == null
            ? written.result().equals("Held") ? " (held back)" : ""
            : " (%s in %s)"
                .formatted(
                    written.pullRequest() == null ? "reverted" : "revert proposed",
                    written.commit().substring(0, 7));
    Source good = canary.getStatus().released();
    String back =
        release.outcome().equals(ROLLED_BACK) && good != null
            ? ", back to " + good.commit().substring(0, SHORT)
            : "";
    return "%s %s/%s#%s %s%s%s%s"
        .formatted(
            release.endedAt(),
            canary.getMetadata().getNamespace(),
            canary.getMetadata().getName(),
            release.id(),
            release.outcome(),
            reason,
            taken,
            back)
        .replaceAll("\\s+", " ");
  }
}
