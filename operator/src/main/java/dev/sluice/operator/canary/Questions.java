package dev.sluice.operator.canary;

import dev.sluice.analysis.CheckResult;
import dev.sluice.analysis.RoundVerdict;
import dev.sluice.crds.AnalysisSpec.WebhookSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.answers.Answer;
import dev.sluice.operator.answers.Answers;
import dev.sluice.operator.hooks.HookAnswer;
import dev.sluice.operator.hooks.HookCall;
import dev.sluice.operator.hooks.HookPayload;
import dev.sluice.operator.hooks.Hooks;
import dev.sluice.operator.server.CanaryMetrics;
import dev.sluice.rollout.Effect;
import dev.sluice.rollout.Hook;
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

  private final Answers<HookAnswer> hookAnswers;
  private final Answers<RoundVerdict> rounds;
  private final Hooks hooks;
  private final CanaryController.Checks checks;
  private final CanaryMetrics metrics;
  private final Consumer<ResourceID> answered;
  private final Map<ResourceID, RoundVerdict> last = new ConcurrentHashMap<>();

  /**
   * @param answered is told, on another thread, whose question was answered
   */
  Questions(
      Answers<HookAnswer> hookAnswers,
      Answers<RoundVerdict> rounds,
      Hooks hooks,
      CanaryController.Checks checks,
      CanaryMetrics metrics,
      Consumer<ResourceID> answered) {
    this.hookAnswers = hookAnswers;
    this.rounds = rounds;
    this.hooks = hooks;
    this.checks = checks;
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
  void ask(Canary canary, Effect.RunChecks effect) {
    ResourceID id = ResourceID.fromResource(canary);
    rounds.ask(
        prefix(id) + effect.round().key(),
        ROUND_DEADLINE,
        () -> {
          long start = System.nanoTime();
          RoundVerdict verdict = checks.judge(canary);
          metrics.analysed(
              canary.getMetadata().getNamespace(),
              canary.getSpec().targetRef().name(),
              Duration.ofNanos(System.nanoTime() - start));
          last.put(id, verdict);
          return verdict;
        },
        () -> answered.accept(id));
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

  /** The results of the last round that this process ran; empty if it ran none. */
  List<CheckResult> lastRound(ResourceID id) {
    RoundVerdict verdict = last.get(id);
    return verdict == null ? List.of() : verdict.results();
  }

  /** Lets the results of the last round go, which belong to a rollout that is over. */
  void forgetLastRound(ResourceID id) {
    last.remove(id);
  }

  /** Forgets a Canary that is gone. */
  void forget(ResourceID id) {
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

  private static Optional<Verdict> verdict(Answer<RoundVerdict> answer) {
    return switch (answer) {
      case Answer.Pending<RoundVerdict> _ -> Optional.empty();
      case Answer.Failed<RoundVerdict>(String reason) ->
          Optional.of(
              new Verdict.Failed(
                  List.of("Halt advancement checks not answered: " + reason), false));
      case Answer.Ready<RoundVerdict>(RoundVerdict said) ->
          Optional.of(
              switch (said.outcome()) {
                case ADVANCE -> new Verdict.Passed();
                case HOLD -> new Verdict.Held(said.reasons());
                case FAIL -> new Verdict.Failed(said.reasons(), false);
                case ROLLBACK -> new Verdict.Failed(said.reasons(), true);
              });
    };
  }

  private static String prefix(ResourceID id) {
    return id.getNamespace().orElse("") + "/" + id.getName() + "/";
  }
}
