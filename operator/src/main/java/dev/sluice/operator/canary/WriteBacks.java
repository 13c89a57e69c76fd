package dev.sluice.operator.canary;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import dev.sluice.crds.CanaryStatus.Release;
import dev.sluice.crds.CanaryStatus.WrittenBack;
import dev.sluice.operator.answers.Answer;
import dev.sluice.operator.answers.Answers;
import dev.sluice.operator.git.writeback.ReleaseRecord;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.rollout.Effect.Announce;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Git how rollouts ended: off the reconciler's workers, until the status holds what became of
 * it. What is likely to work later is tried again.
 */
final class WriteBacks {
  private static final Logger log = LoggerFactory.getLogger(WriteBacks.class);
  private static final Duration DEADLINE = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final Set<String> ENDED = Set.of("Promoted", "RolledBack", "Superseded");

  private final Answers<Outcome> answers;
  private final ReleaseRecord git;
  private final Consumer<ResourceID> answered;
  private final InstantSource clock;
  private final Map<String, Instant> pauses = new ConcurrentHashMap<>();

  /** What became of it. */
  sealed interface Outcome {
    record Written(WrittenBack what) implements Outcome {}

    /** It is tried again. */
    record Later(String why) implements Outcome {}
  }

  /**
   * @param answered is told, on another thread, for whom there is something to write down
   */
  WriteBacks(
      Answers<Outcome> answers,
      ReleaseRecord git,
      Consumer<ResourceID> answered,
      InstantSource clock) {
    this.answers = answers;
    this.git = git;
    this.answered = answered;
    this.clock = clock;
  }

  /** The status with what was written to Git since. */
  CanaryStatus noted(Canary canary, CanaryStatus status) {
    if (status.history().stream().noneMatch(WriteBacks::isDue)) {
      return status;
    }
    Map<String, Answer<Outcome>> known = answers.answered(prefix(canary));
    List<Release> history =
        status.history().stream()
            .map(
                release ->
                    isDue(release)
                            && known.get(key(release)) instanceof Answer.Ready<Outcome>(var outcome)
                            && outcome instanceof Outcome.Written(WrittenBack what)
                        ? release.withGit(what)
                        : release)
            .toList();
    return history.equals(status.history()) ? status : status.withHistory(history);
  }

  /**
   * Writes what is not written yet, unless it is under way.
   *
   * @return when to look again, if not by an event
   */
  Optional<Instant> write(Canary canary) {
    CanaryStatus status = canary.getStatus();
    if (status == null) {
      return Optional.empty();
    }
    Optional<Instant> again = Optional.empty();
    for (Release release : status.history()) {
      String key = prefix(canary) + key(release);
      if (!isDue(release)) {
        answers.forget(key);
      } else if (git.wants(canary, release)) {
        again = earlier(again, write(canary, release, key));
      }
    }
    return again;
  }

  /** What is told of what was written to Git with this change of the status. */
  static List<Announce> told(@Nullable CanaryStatus before, CanaryStatus now) {
    List<Release> known = before == null ? List.of() : before.history();
    List<Announce> told = new ArrayList<>();
    for (Release release : now.history()) {
      WrittenBack written = release.git();
      if (written != null && written.message() != null && !known.contains(release)) {
        told.add(
            new Announce(
                written.result().equals("Failed") ? Announce.Kind.WARNING : Announce.Kind.NORMAL,
                written.message()));
      }
    }
    return told;
  }

  /** Forgets a Canary that is gone. */
  void forget(String uid) {
    answers.forgetAll(uid + "/");
    pauses.keySet().removeIf(key -> key.startsWith(uid + "/"));
  }

  private Optional<Instant> write(Canary canary, Release release, String key) {
    Instant until = pauses.get(key);
    if (until != null && clock.instant().isBefore(until)) {
      return Optional.of(until);
    }
    ResourceID id = ResourceID.fromResource(canary);
    Answer<Outcome> answer =
        answers.ask(key, DEADLINE, () -> outcome(canary, release), () -> answered.accept(id));
    return switch (answer) {
      case Answer.Pending<Outcome> _ -> Optional.empty();
      case Answer.Ready<Outcome>(Outcome.Written _) -> {
        pauses.remove(key);
        yield Optional.empty();
      }
      case Answer.Ready<Outcome>(Outcome.Later(String why)) -> Optional.of(pause(key, why));
      case Answer.Failed<Outcome>(String why) -> Optional.of(pause(key, why));
    };
  }

  private Instant pause(String key, String why) {
    answers.forget(key);
    Instant until = clock.instant().plus(PAUSE);
    if (pauses.put(key, until) == null) {
      log.warn("Not written to Git yet: {}", why);
    }
    return until;
  }

  private Outcome outcome(Canary canary, Release release) {
    try {
      return new Outcome.Written(git.write(canary, release));
    } catch (ProblemException e) {
      return e.isRetriable()
          ? new Outcome.Later(e.explanation())
          : new Outcome.Written(new WrittenBack("Failed", null, null, e.explanation()));
    }
  }

  /** The earlier of two times, either of which may be absent. */
  static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && other.isPresent()
        ? one.get().isBefore(other.get()) ? one : other
        : one.or(() -> other);
  }

  private static boolean isDue(Release release) {
    return release.source() != null && release.git() == null && ENDED.contains(release.outcome());
  }

  private static String prefix(Canary canary) {
    return canary.getMetadata().getUid() + "/";
  }

  private static String key(Release release) {
    return release.id() + "/" + release.outcome() + "/" + release.endedAt();
  }
}
