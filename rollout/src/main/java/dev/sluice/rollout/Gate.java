package dev.sluice.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Hooks that must approve before the rollout goes on, asked in every round until they do. One that
 * approved is not asked again within its scope.
 *
 * @param scope what the approval counts for; empty for the whole rollout
 * @param awaited how events call the approval
 * @param alert what the alert says while it is awaited
 */
record Gate(Hook.Type type, String scope, String awaited, String alert) {
  static final Gate ROLLOUT =
      new Gate(Hook.Type.CONFIRM_ROLLOUT, "", "approval", "Canary is waiting for approval.");

  static final Gate PROMOTION =
      new Gate(
          Hook.Type.CONFIRM_PROMOTION,
          "",
          "promotion approval",
          "Canary promotion is waiting for approval.");

  /** Before the step with this number, from 1; one more than there are steps means promotion. */
  static Gate trafficIncrease(int step) {
    return new Gate(
        Hook.Type.CONFIRM_TRAFFIC_INCREASE,
        "step" + step,
        "traffic increase approval",
        "Canary traffic increase is waiting for approval.");
  }

  /**
   * What was found.
   *
   * @param next the situation with the approvals, and what was told, in its ledger
   * @param effects events and alerts about it, and the call that is awaited
   * @param open whether all have approved
   * @param refused whether one has refused, so that the next round must ask again
   */
  record Found(Situation next, List<Effect> effects, boolean open, boolean refused) {}

  Found ask(Situation now, Phase phase) {
    var run = HookRun.of(now, type, scope);
    var state = run.recorded(now, scope);
    var effects = new ArrayList<Effect>();
    for (var hook : run.passed()) {
      effects.add(Texts.normal("%s check %s passed".formatted(title(), hook.name())));
    }
    effects.addAll(run.call(now, phase));
    var refused = run.refused();
    if (refused != null) {
      var told = HookRun.entry(now.plan(), refused, scope + "told");
      if (!now.entered(told)) {
        state = state.withEntry(told);
        effects.add(
            Texts.warning(
                "%s waiting for %s %s".formatted(now.texts().halt(), awaited, refused.name())));
        if (!refused.muteAlert()) {
          effects.add(Texts.warn(alert));
        }
      }
    }
    return new Found(now.with(state), List.copyOf(effects), run.allPassed(), refused != null);
  }

  private String title() {
    var text = type.text();
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
