package dev.sluice.operator.canary;

import dev.sluice.analysis.CheckResult;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import dev.sluice.operator.git.writeback.Cause;
import dev.sluice.operator.git.writeback.ReleaseRecord;
import dev.sluice.operator.judging.Judged;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Feature;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.operator.traffic.provider.TrafficRouters;
import dev.sluice.operator.workload.Workload;
import dev.sluice.operator.workload.Workloads;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Effect;
import dev.sluice.rollout.Observation;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Problem;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.State;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a Canary as far as it can go now: observe, decide, perform, write the status, again. */
final class Driver {
  private static final Logger log = LoggerFactory.getLogger(Driver.class);

  /** More changes than any rollout makes without waiting for something. */
  private static final int MOST_CHANGES = 50;

  /** While the provider is not known, nothing is taken for impossible. */
  private static final Set<Feature> ALL = Set.of(Feature.values());

  private final Workloads workloads;
  private final TrafficRouters routers;
  private final Observer observer;
  private final Performer performer;
  private final Questions questions;
  private final Sources sources;
  private final Telemetry telemetry;
  private final ReleaseRecord git;
  private final WriteBacks writeBacks;
  private final InstantSource clock;

  /** What the last effect that failed complained of; told by the next decision. */
  private final Map<ResourceID, Problem> troubles = new ConcurrentHashMap<>();

  /** When to look again. */
  sealed interface Rest {
    /** At this time at the latest; empty if only an event can change anything. */
    record Until(Optional<Instant> due) implements Rest {}

    /**
     * Soon: something went wrong that may mend itself.
     *
     * @param progressed whether something changed before that
     */
    record Retry(boolean progressed) implements Rest {}
  }

  Driver(
      Workloads workloads,
      TrafficRouters routers,
      Observer observer,
      Performer performer,
      Questions questions,
      Sources sources,
      Telemetry telemetry,
      ReleaseRecord git,
      WriteBacks writeBacks,
      InstantSource clock) {
    this.workloads = workloads;
    this.routers = routers;
    this.observer = observer;
    this.performer = performer;
    this.questions = questions;
    this.sources = sources;
    this.telemetry = telemetry;
    this.git = git;
    this.writeBacks = writeBacks;
    this.clock = clock;
  }

  /** Goes on until nothing changes any more. */
  Rest drive(Canary canary, CanaryStore store) {
    ResourceID id = ResourceID.fromResource(canary);
    Canary current = canary;
    for (int changes = 0; changes < MOST_CHANGES; changes++) {
      try {
        Step step = step(current, store);
        if (step.rest.isPresent()) {
          return step.rest.get();
        }
        current = step.canary;
      } catch (ProblemException e) {
        Problem trouble = new Problem(e.reason(), e.explanation(), false);
        if (trouble.equals(troubles.put(id, trouble))) {
          return new Rest.Retry(changes > 0);
        }
        log.info("{}: {}", e.reason(), e.explanation());
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          log.warn("The API server refused: {}", e.getMessage());
        }
        return new Rest.Retry(changes > 0);
      }
    }
    log.error("The rollout does not come to rest; looking again later");
    return new Rest.Retry(false);
  }

  /** Forgets a Canary that is gone. */
  void forget(Canary canary) {
    ResourceID id = ResourceID.fromResource(canary);
    writeBacks.forget(canary.getMetadata().getUid());
    troubles.remove(id);
    questions.forget(id);
    telemetry.forget(id);
  }

  /**
   * What one change of the state led to.
   *
   * @param rest present when nothing changed
   */
  private record Step(Canary canary, Optional<Rest> rest) {
    static Step rest(Canary canary, Optional<Instant> until) {
      return new Step(canary, Optional.of(new Rest.Until(until)));
    }

    static Step goOn(Canary canary) {
      return new Step(canary, Optional.empty());
    }
  }

  private Step step(Canary canary, CanaryStore store) {
    if (canary.isMarkedForDeletion() && !canary.hasFinalizer(CanaryStore.FINALIZER)) {
      return Step.rest(canary, Optional.empty());
    }
    ResourceID id = ResourceID.fromResource(canary);
    List<Problem> problems = new ArrayList<>();
    Workload workload = orProblem(problems, () -> workloads.of(canary));
    TrafficRouter router = orProblem(problems, () -> routers.of(canary));
    SharedTargets.problem(canary, store.ofSameTarget(canary)).ifPresent(problems::add);
    Optional.ofNullable(troubles.get(id)).ifPresent(problems::add);
    Observation seen = observer.observe(canary, workload, router, problems);
    State state =
        StatusMapping.state(canary.getStatus(), revision(seen.canary()), revision(seen.primary()));
    Plan plan;
    try {
      plan = Planner.plan(canary, router == null ? ALL : router.features());
    } catch (ProblemException e) {
      return unplannable(canary, state, new Problem(e.reason(), e.explanation(), true), store);
    }
    Instant now = clock.instant();
    Decision decision = Rollout.decide(plan, state, Tampering.told(canary, state, seen), now);
    Canary held =
        decision.next().stage() == Stage.NEW || canary.isMarkedForDeletion()
            ? canary
            : store.hold(canary);
    Cookies cookies = Affinity.cookies(held, decision.next().rollout());
    Optional<Cause> cause =
        Provenance.started(
            canary.getStatus(),
            state,
            decision.next(),
            () -> git.cause(canary, seen.trackedConfigs().keySet()));
    performer.perform(
        effects(canary, state, decision, cause),
        new Performer.Scene(
            held, plan, workload, router, cookies, occasion(state), cause, problems));
    boolean mended = !tellsOnly(decision.effects()) && troubles.remove(id) != null;
    Canary written =
        write(
            held,
            plan,
            state,
            decision.next(),
            new StatusWriter.Beside(
                Doubts.told(decision.conditions(), decision.next(), results(id, decision.next())),
                questions.lastRound(id, decision.next().rollout()),
                cookies,
                cause),
            store);
    Optional<Instant> again = writeBacks.write(written);
    if (decision.next().stage() == Stage.INITIALIZING) {
      sources.check(written);
    } else {
      sources.forget(written);
    }
    telemetry.changed(written, plan, state, decision.next(), results(id, decision.next()));
    if (decision.next().stage().atRest() && !state.stage().atRest()) {
      questions.ended(id);
    }
    if (decision.next().stage() == Stage.TERMINATED) {
      store.release(written);
      return Step.rest(written, Optional.empty());
    }
    return decision.next().equals(state) && !mended
        ? Step.rest(written, WriteBacks.earlier(decision.lookAgainAt(), again))
        : Step.goOn(written);
  }

  /**
   * What Flagger promoted is kept before anything else: its primary says nothing of revisions, so
   * it could not be told apart any more when the target has moved on.
   */
  private static List<Effect> effects(
      Canary canary, State state, Decision decision, Optional<Cause> cause) {
    List<Effect> effects = new ArrayList<>();
    String promoted = state.revisions().promoted();
    if (promoted != null && StatusMapping.isFlaggers(canary.getStatus())) {
      effects.add(new Effect.KeepLastGood(promoted, null));
    }
    effects.addAll(decision.effects());
    boolean isNews = Provenance.recorded(canary.getStatus()).isEmpty();
    cause.ifPresent(from -> effects.addAll(Provenance.told(state, decision.next(), from, isNews)));
    return effects;
  }

  private List<CheckResult> results(ResourceID id, State state) {
    return questions.lastRound(id, state.rollout()).map(Judged::results).orElse(List.of());
  }

  /** Telling of a trouble does not mend it. */
  private static boolean tellsOnly(List<Effect> effects) {
    return !effects.isEmpty() && effects.stream().allMatch(Effect::tells);
  }

  /** A spec that cannot be read changes nothing: the traffic stays where it is. */
  private Step unplannable(Canary canary, State state, Problem problem, CanaryStore store) {
    if (canary.isMarkedForDeletion()) {
      store.release(canary);
      return Step.rest(canary, Optional.empty());
    }
    State next = Problems.of(state, problem);
    if (!next.equals(state)) {
      performer.announce(
          canary,
          new Effect.Announce(Effect.Announce.Kind.WARNING, problem.message()),
          occasion(state));
    }
    Canary written =
        write(
            canary,
            null,
            state,
            next,
            new StatusWriter.Beside(
                Problems.conditions(canary.getStatus(), problem),
                Optional.empty(),
                Cookies.NONE,
                Provenance.recorded(canary.getStatus())),
            store);
    return Step.rest(written, Optional.empty());
  }

  private Canary write(
      Canary canary,
      @Nullable Plan plan,
      State before,
      State next,
      StatusWriter.Beside beside,
      CanaryStore store) {
    CanaryStatus status =
        writeBacks.noted(
            canary, StatusWriter.status(canary, plan, before, next, beside, clock.instant()));
    if (status.equals(canary.getStatus())) {
      return canary;
    }
    WriteBacks.told(canary.getStatus(), status)
        .forEach(event -> performer.announce(canary, event, occasion(before)));
    Canary written = store.write(canary, status);
    if (isNewsForGit(canary.getStatus(), status)) {
      git.changed(written);
    }
    return written;
  }

  /** Not every step of a rollout is. */
  private static boolean isNewsForGit(@Nullable CanaryStatus before, CanaryStatus now) {
    return before == null
        || !before.history().equals(now.history())
        || ("Initialized".equals(now.phase()) && !Objects.equals(before.phase(), now.phase()))
        || !Objects.equals(before.observedGeneration(), now.observedGeneration());
  }

  private static <T> @Nullable T orProblem(List<Problem> problems, Supplier<T> question) {
    try {
      return question.get();
    } catch (ProblemException e) {
      problems.add(new Problem(e.reason(), e.explanation(), true));
      return null;
    }
  }

  /** Tells this point of the rollout from all others; the same again after a restart. */
  private static String occasion(State state) {
    return "%s/%d/%d/%s"
        .formatted(state.stage(), state.rollout(), state.progress().round(), state.since());
  }

  private static @Nullable String revision(dev.sluice.rollout.Workload workload) {
    return workload instanceof dev.sluice.rollout.Workload.Present present
        ? present.revision()
        : null;
  }
}
