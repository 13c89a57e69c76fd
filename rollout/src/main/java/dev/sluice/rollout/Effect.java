package dev.sluice.rollout;

import org.jspecify.annotations.Nullable;

/**
 * Something to do in the world. Every effect is idempotent; one that fails stops the list, and the
 * state is not advanced past it.
 */
public sealed interface Effect {
  /** Whether it changes nothing and only says what happens. */
  default boolean tells() {
    return this instanceof Announce || this instanceof Alert;
  }

  /**
   * Makes the primary from the target's present template and configs, or makes it follow them, and
   * the services of primary and canary. Moves no traffic. Fails when the target is not at this
   * revision any more. Only used before the first promotion.
   */
  record EnsurePrimary(String revision) implements Effect {}

  /**
   * Makes services, autoscaler, disruption budget and routing objects as the spec wants them, the
   * apex service selecting the primary. Leaves the split alone; a new route sends everything to the
   * primary. Never emitted before the primary was ready.
   */
  record EnsureInfrastructure() implements Effect {}

  /** Scales the target from zero to its own size (as Flagger does), its autoscaler resumed. */
  record ScaleUpCanary() implements Effect {}

  /**
   * Scales the target.
   *
   * @param pods 0 pauses its autoscaler, anything else resumes it
   */
  record ScaleCanary(int pods) implements Effect {}

  /** Shares the traffic. */
  record Route(Split split) implements Effect {}

  /**
   * Stores the primary's template and configs so that they can be restored. Does nothing if this
   * revision is stored already; otherwise fails when the primary is not at it.
   *
   * @param revision the one to store
   * @param previous another one to keep if it is stored; all others may be dropped
   */
  record KeepLastGood(String revision, @Nullable String previous) implements Effect {}

  /**
   * Copies the target's template and configs to the primary. Fails when the target is not at this
   * revision any more, so that nothing unjudged is ever copied.
   */
  record CopyTemplate(String revision) implements Effect {}

  /** Gives the primary the template and configs that were kept for this revision, or makes it. */
  record RestoreLastGood(String revision) implements Effect {}

  /**
   * Makes the baseline from the template and configs that were kept for this revision, or makes it
   * follow, and what the routes need to reach it. Moves no traffic.
   *
   * @param rollout whose it is ({@link State#key()}), so that its pods are as young as the
   *     canary's; what it is seen at from then on
   * @param pods its size, at least 1
   */
  record EnsureBaseline(String revision, String rollout, int pods) implements Effect {}

  /** Takes the baseline away, and what the routes needed to reach it; tolerates what is gone. */
  record RemoveBaseline() implements Effect {}

  /**
   * Calls a hook. Asynchronous: the answer comes with a later observation under the same key. Does
   * nothing while the call with this key is under way or its answer is known.
   *
   * @param key the same for the same call, also after a restart; sent as idempotency key
   * @param phase what the payload says
   */
  record RunHook(Hook hook, String key, Phase phase) implements Effect {}

  /** Runs a round of checks; asynchronous as {@link RunHook}, the answer is a {@link Verdict}. */
  record RunChecks(Round round) implements Effect {}

  /** Records an event, and sends it to the event hooks. */
  record Announce(Kind kind, String text) implements Effect {
    /** The type of a Kubernetes event. */
    public enum Kind {
      NORMAL,
      WARNING
    }
  }

  /**
   * Alerts.
   *
   * @param withMetadata whether it carries {@link Plan#alertFields()}
   */
  record Alert(Severity severity, String text, boolean withMetadata) implements Effect {
    /** Who wants to hear it. */
    public enum Severity {
      INFO,
      WARN,
      ERROR
    }
  }

  /**
   * Gives services and routing objects back to the target of a Canary that is deleted; tolerates
   * what is gone.
   */
  record RevertInfrastructure() implements Effect {}
}
