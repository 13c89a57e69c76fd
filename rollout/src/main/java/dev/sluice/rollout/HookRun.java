package dev.sluice.rollout;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the hooks of one type have come in the present round. They are called one after another,
 * and the first that refuses ends the row.
 *
 * @param passed the ones that have passed since the state was stored
 * @param pending the one whose answer is awaited
 * @param refused the one that refused
 * @param message what it said
 */
record HookRun(List<Hook> passed, @Nullable Hook pending, @Nullable Hook refused, String message) {

  /**
   * The hooks of a type.
   *
   * @param scope what a pass counts for, such as a step; part of the entry in the ledger
   */
  static HookRun of(Situation now, Hook.Type type, String scope) {
    var passed = new ArrayList<Hook>();
    for (var hook : now.plan().hooks(type)) {
      if (now.entered(entry(now.plan(), hook, scope))) {
        continue;
      }
      switch (now.seen().hooks().get(key(now, hook))) {
        case null -> {
          return new HookRun(passed, hook, null, "");
        }
        case Hook.Answer.Refused(String message) -> {
          return new HookRun(passed, null, hook, message);
        }
        case Hook.Answer.Passed _ -> passed.add(hook);
      }
    }
    return new HookRun(passed, null, null, "");
  }

  boolean allPassed() {
    return pending == null && refused == null;
  }

  /** The state with what has passed in its ledger. */
  State recorded(Situation now, String scope) {
    var state = now.state();
    for (var hook : passed) {
      state = state.withEntry(entry(now.plan(), hook, scope));
    }
    return state;
  }

  /** The call that is awaited. */
  List<Effect> call(Situation now, Phase phase) {
    return pending == null ? List.of() : List.of(call(now, pending, phase));
  }

  static Effect.RunHook call(Situation now, Hook hook, Phase phase) {
    return new Effect.RunHook(hook, key(now, hook), phase);
  }

  static String entry(Plan plan, Hook hook, String scope) {
    var entry = hook.type().text() + "/" + name(plan, hook);
    return scope.isEmpty() ? entry : entry + "/" + scope;
  }

  /**
   * The key of the next call. A hook that must run once keeps its key until an answer was counted,
   * whatever rounds go by; the others are asked anew in every round.
   */
  static String key(Situation now, Hook hook) {
    var called = hook.type().text() + "/" + name(now.plan(), hook);
    return switch (hook.type()) {
      case PRE_ROLLOUT -> now.state().oncePrefix() + called + "/" + now.progress().failedChecks();
      case POST_ROLLOUT -> now.state().oncePrefix() + called;
      case CONFIRM_ROLLOUT, ROLLOUT, CONFIRM_TRAFFIC_INCREASE, CONFIRM_PROMOTION, ROLLBACK ->
          now.state().roundPrefix() + called;
    };
  }

  /** Flagger does not forbid two hooks of one name: the second one gets a number. */
  private static String name(Plan plan, Hook hook) {
    long before =
        plan.hooks(hook.type()).stream()
            .takeWhile(other -> other.index() != hook.index())
            .filter(other -> other.name().equals(hook.name()))
            .count();
    return before == 0 ? hook.name() : hook.name() + "#" + (before + 1);
  }
}
