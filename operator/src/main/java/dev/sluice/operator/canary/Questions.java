package dev.sluice.operator.canary;

import dev.sluice.crds.AnalysisSpec.WebhookSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.answers.Answer;
import dev.sluice.operator.answers.Answers;
import dev.sluice.operator.hooks.HookAnswer;
import dev.sluice.operator.hooks.HookCall;
import dev.sluice.operator.hooks.HookPayload;
import dev.sluice.operator.hooks.Hooks;
import dev.sluice.operator.judging.Judged;
import dev.sluice.operator.judging.Judges;
import dev.sluice.operator.server.CanaryMetrics;
import dev.sluice.rollout.Effect;
import dev.sluice.rollout.Hook;
import dev.sluice.rollout.Judging;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Verdict;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Hooks and rounds of checks: asked off the reconciler's workers, found again by key by the
 * reconcile that the answer causes.
 */
final class Questions {
  /** Longest that one round of checks may take. */
  private static final Duration ROUND_DEADLINE = Duration.ofSeconds(60);

  /** The same where all evidence may have to be read again. */
  private static final Duration REPLAY_DEADLINE = Duration.ofMinutes(3);

  private final Answers<HookAnswer> hookAnswers;
  private final Answers<Judged> rounds;
  private final Hooks hooks;
  private final Judges judges;
  private final CanaryMetrics metrics;
  private final Consumer<ResourceID> answered;
  private final Map<ResourceID, Last> last = new ConcurrentHashMap<>();

  /** The last round that this process ran, and of which Canary. */
  private record Last(String uid, int rollout, Judged judged) {}

  /**
   * @param answered is told, on another thread, whose question was answered
   */
  Questions(
      Answers<HookAnswer> hookAnswers,
      Answers<Judged> rounds,
      Hooks hooks,
      Judges judges,
      CanaryMetrics metrics,
      Consumer<ResourceID> answered) {
    this.hookAnswers = hookAnswers;
    this.rounds = rounds;
    this.hooks = hooks;
    this.judges = judges;
    this.metrics = metrics;
    this.answered = answered;
  }

  /** Calls a hook, unless it is under way or answered under this key. */
  void ask(Canary canary, Effect.RunHook effect) {
    ResourceID id = ResourceID.fromResource(canary);
    WebhookSpec hook = canary.getSpec().analysis().webhooks().get(effect.hook().index());
    HookPayload payload = HookPayload.of(canary, hook, effect.phase().text());
    hookAnswers.ask(
        prefix(id) + effect.key(),
        Hooks.longest(hook),
        () -> hooks.call(new HookCall(hook, payload, prefix(id) + effect.key())),
        () -> answered.accept(id));
  }

  /** Runs a round of checks, unless it is under way or done under this key. */
  void ask(Canary canary, Plan plan, Effect.RunChecks effect) {
    ResourceID id = ResourceID.fromResource(canary);
    String uid = canary.getMetadata().getUid();
    rounds.ask(
        prefix(id) + effect.round().key(),
        longest(plan),
        () -> {
          long start = System.nanoTime();
          Judged judged = judges.judge(canary, plan, effect.round());
          metrics.analysed(
              canary.getMetadata().getNamespace(),
              canary.getSpec().targetRef().name(),
              Duration.ofNanos(System.nanoTime() - start));
          last.put(id, new Last(uid, effect.round().rollout(), judged));
          return judged;
        },
        () -> answered.accept(id));
  }

  private static Duration longest(Plan plan) {
    return switch (plan.judging()) {
      case Judging.Threshold() -> ROUND_DEADLINE;
      case Judging.Sequential _ -> REPLAY_DEADLINE;
    };
  }

  /** What the hooks of this Canary have answered, by key. */
  Map<String, Hook.Answer> hooks(ResourceID id) {
    Map<String, Hook.Answer> known = new HashMap<>();
    hookAnswers
        .answered(prefix(id))
        .forEach((key, answer) -> hookAnswer(answer).ifPresent(said -> known.put(key, said)));
    return known;
  }

  /** What the rounds of this Canary have said, by key. */
  Map<String, Verdict> verdicts(ResourceID id) {
    Map<String, Verdict> known = new HashMap<>();
    rounds
        .answered(prefix(id))
        .forEach((key, answer) -> verdict(answer).ifPresent(said -> known.put(key, said)));
    return known;
  }

  /**
   * The last round that this process ran for a rollout, empty if it ran none; one of another
   * rollout would mislead.
   */
  Optional<Judged> lastRound(ResourceID id, int rollout) {
    return Optional.ofNullable(last.get(id))
        .filter(known -> known.rollout() == rollout)
        .map(Last::judged);
  }

  /** Lets the evidence of a rollout go that is over. */
  void ended(ResourceID id) {
    Last known = last.get(id);
    if (known != null) {
      judges.forget(known.uid());
    }
  }

  /** Forgets a Canary that is gone. */
  void forget(ResourceID id) {
    ended(id);
    last.remove(id);
    hookAnswers.forgetAll(prefix(id));
    rounds.forgetAll(prefix(id));
  }

  private static Optional<Hook.Answer> hookAnswer(Answer<HookAnswer> answer) {
    return switch (answer) {
      case Answer.Pending<HookAnswer> _ -> Optional.empty();
      case Answer.Failed<HookAnswer>(String reason) -> Optional.of(new Hook.Answer.Refused(reason));
      case Answer.Ready<HookAnswer>(HookAnswer said) ->
          Optional.of(
              switch (said) {
                case HookAnswer.Passed() -> new Hook.Answer.Passed();
                case HookAnswer.Refused(String error) -> new Hook.Answer.Refused(error);
              });
    };
  }

  private static Optional<Verdict> verdict(Answer<Judged> answer) {
    return switch (answer) {
      case Answer.Pending<Judged> _ -> Optional.empty();
      case Answer.Failed<Judged>(String reason) ->
          Optional.of(
              new Verdict.Failed(
                  List.of("Halt advancement checks not answered: " + reason), false));
      case Answer.Ready<Judged>(Judged said) -> Optional.of(said.verdict());
    };
  }

  private static String prefix(ResourceID id) {
    return id.getNamespace().orElse("") + "/" + id.getName() + "/";
  }
}
