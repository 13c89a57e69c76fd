package dev.sluice.simulation.rollout;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.rollout.Effect;
import dev.sluice.rollout.Hook;
import dev.sluice.rollout.Observation;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Request;
import dev.sluice.rollout.Routing;
import dev.sluice.rollout.Split;
import dev.sluice.rollout.State;
import dev.sluice.rollout.Strategy;
import dev.sluice.rollout.Verdict;
import dev.sluice.rollout.Workload;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where effects work: pods and routes, hooks that pass, people who approve. */
final class World {
  /** What the primary runs at first. */
  static final String RELEASED = "released";

  /** What is rolled out. */
  static final String RENEWED = "renewed";

  private static final int SIZE = 2;

  private final Plan plan;
  private final Surroundings surroundings;
  private final VirtualClock clock;
  private final Pods canary;
  private final Pods primary;
  private @Nullable Pods baseline;
  private Split routes = Split.PRIMARY;
  private @Nullable Request request;
  private final Map<String, Hook.Answer> answers = new HashMap<>();
  private final Map<String, Verdict> verdicts = new HashMap<>();

  /**
   * Who answers what, as shares of the requests of all users.
   *
   * @param users that the new revision answers
   * @param others that are sent to it beside those: copies, and load tests
   * @param control that the arm answers which the canary is compared with
   * @param renewed which arm the new revision is
   * @param compared which arm the canary is compared with
   */
  record Shares(double users, double others, double control, Arm renewed, Arm compared) {}

  World(Plan plan, Surroundings surroundings, VirtualClock clock) {
    this.plan = plan;
    this.surroundings = surroundings;
    this.clock = clock;
    this.canary = new Pods(plan.subject().target(), RENEWED, 0);
    this.primary = new Pods(plan.subject().primary(), RELEASED, SIZE);
  }

  Observation seen() {
    Instant now = clock.instant();
    return new Observation(
        false,
        canary.seen(now),
        Map.of(),
        false,
        primary.seen(now),
        baseline == null ? new Workload.Absent() : baseline.seen(now),
        new Routing.Serving(routes),
        answers,
        verdicts,
        request,
        List.of());
  }

  /** Percent of the traffic that the routes give the canary. */
  int weight() {
    return routes.canary();
  }

  /** When something changes by itself; empty if nothing will. */
  Optional<Instant> nextChange() {
    return Stream.of(Optional.of(canary), Optional.of(primary), Optional.ofNullable(baseline))
        .flatMap(Optional::stream)
        .flatMap(pods -> pods.nextChange(clock.instant()).stream())
        .min(Instant::compareTo);
  }

  /** A person approves the step that holds. */
  void approve(State state) {
    String id = "approved/" + state.progress().step();
    request = new Request(id, Request.Action.RESUME, "the simulation", "");
  }

  void verdict(String key, Verdict verdict) {
    verdicts.put(key, verdict);
  }

  /** Forgets what was answered to questions that are not asked any more. */
  void forgetAllBut(State state) {
    answers.keySet().removeIf(key -> !state.awaits(key));
    verdicts.keySet().removeIf(key -> !state.awaits(key));
  }

  /** Who answers now. */
  Shares shares(boolean judged) {
    boolean promoted = primary.serving(clock.instant()).equals(RENEWED);
    double exposed = plan.strategy() instanceof Strategy.ABTest ? surroundings.matching() : 1;
    double users = exposed * routes.canary() / 100;
    double kept = 1 - users;
    double copies = routes.mirrored() ? surroundings.mirrored() * kept : 0;
    double tests = judged && canary.isUp(clock.instant()) ? surroundings.loadTest() : 0;
    if (promoted) {
      return new Shares(1, tests, 0, Arm.PRIMARY, Arm.PRIMARY);
    }
    return routes.baseline() > 0
        ? new Shares(users, copies + tests, routes.baseline() / 100.0, Arm.CANARY, Arm.BASELINE)
        : new Shares(users, copies + tests, kept, Arm.CANARY, Arm.PRIMARY);
  }

  /** Carries out what is done to pods, routes and hooks; all else is not its business. */
  void perform(Effect effect) {
    Instant now = clock.instant();
    switch (effect) {
      case Effect.Route(Split split) -> routes = split;
      case Effect.ScaleUpCanary() -> canary.scale(SIZE, now);
      case Effect.ScaleCanary(int pods) -> canary.scale(pods, now);
      case Effect.CopyTemplate(String revision) -> primary.become(revision, now);
      case Effect.RestoreLastGood(String revision) -> primary.become(revision, now);
      case Effect.EnsureBaseline(String _, String rollout, int pods) -> {
        baseline = new Pods(plan.subject().baseline(), rollout, 0);
        baseline.scale(pods, now);
      }
      case Effect.RemoveBaseline() -> baseline = null;
      case Effect.RunHook(Hook hook, String key, var _) -> answers.put(key, answer(hook.type()));
      case Effect.EnsurePrimary _,
          Effect.EnsureInfrastructure _,
          Effect.KeepLastGood _,
          Effect.RunChecks _,
          Effect.Announce _,
          Effect.Alert _,
          Effect.RevertInfrastructure _ -> {}
    }
  }

  /** Everybody agrees, and nobody asks for a rollback. */
  private static Hook.Answer answer(Hook.Type type) {
    return type == Hook.Type.ROLLBACK
        ? new Hook.Answer.Refused("nobody asks for a rollback")
        : new Hook.Answer.Passed();
  }
}
