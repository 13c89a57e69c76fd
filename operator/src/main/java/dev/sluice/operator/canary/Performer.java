package dev.sluice.operator.canary;

import dev.sluice.crds.Canary;
import dev.sluice.operator.git.writeback.Cause;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.notify.Alerts;
import dev.sluice.operator.notify.Events;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.operator.workload.Services;
import dev.sluice.operator.workload.Workload;
import dev.sluice.rollout.Effect;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Plan.AlertField;
import dev.sluice.rollout.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries effects out, in their order; the first that fails ends the list by its exception. */
final class Performer {
  private final Services services;
  private final Questions questions;
  private final Events events;
  private final Alerts alerts;

  /**
   * What an effect is about.
   *
   * @param workload null if the target's kind is not known
   * @param router null if the provider is not known
   * @param cause the commit that is rolled out, or who has changed it past Git; empty if it does
   *     not come from Git
   * @param problems why one of them is null
   * @param occasion tells the present point of the rollout from all others
   */
  record Scene(
      Canary canary,
      Plan plan,
      @Nullable Workload workload,
      @Nullable TrafficRouter router,
      Cookies cookies,
      String occasion,
      Optional<Cause> cause,
      List<Problem> problems) {

    /** Effects on what is not there fail with the reason why it is not. */
    private <T> T there(@Nullable T part) {
      if (part == null) {
        Problem why = problems.getFirst();
        throw new ProblemException(why.reason(), why.message());
      }
      return part;
    }

    private Workload target() {
      return there(workload);
    }

    private TrafficRouter traffic() {
      return there(router);
    }
  }

  Performer(Services services, Questions questions, Events events, Alerts alerts) {
    this.services = services;
    this.questions = questions;
    this.events = events;
    this.alerts = alerts;
  }

  void announce(Canary canary, Effect.Announce event, String occasion) {
    events.announce(canary, occasion, event);
  }

  void perform(List<Effect> effects, Scene scene) {
    effects.forEach(effect -> perform(effect, scene));
  }

  private void perform(Effect effect, Scene scene) {
    Canary canary = scene.canary;
    switch (effect) {
      case Effect.EnsurePrimary(String revision) -> {
        scene.target().ensurePrimary(canary, revision);
        services.ensureCopies(canary, scene.target().exposure(canary));
      }
      case Effect.EnsureInfrastructure() -> {
        scene.target().ensureCompanions(canary);
        services.ensureCopies(canary, scene.target().exposure(canary));
        services.ensureApex(canary, scene.target().exposure(canary));
        scene.traffic().reconcile(canary, scene.cookies);
      }
      case Effect.ScaleUpCanary() -> scene.target().scaleUpCanary(canary);
      case Effect.ScaleCanary(int pods) -> scene.target().scaleCanary(canary, pods);
      case Effect.Route(var split) -> scene.traffic().route(canary, split, scene.cookies);
      case Effect.KeepLastGood(String revision, var previous) ->
          scene.target().keepLastGood(canary, revision, previous);
      case Effect.CopyTemplate(String revision) -> scene.target().copyTemplate(canary, revision);
      case Effect.RestoreLastGood(String revision) ->
          scene.target().restoreLastGood(canary, revision);
      case Effect.EnsureBaseline(String revision, String rollout, int pods) -> {
        scene.target().ensureBaseline(canary, revision, rollout, pods);
        services.ensureBaseline(canary, scene.target().exposure(canary));
        scene.traffic().ensureBaseline(canary);
      }
      case Effect.RemoveBaseline() -> {
        scene.traffic().removeBaseline(canary);
        services.removeBaseline(canary);
        scene.target().removeBaseline(canary);
      }
      case Effect.RunHook hook -> questions.ask(canary, hook);
      case Effect.RunChecks checks -> questions.ask(canary, scene.plan, checks);
      case Effect.Announce event -> announce(canary, event, scene.occasion);
      case Effect.Alert alert ->
          alerts.raise(
              canary,
              scene.occasion,
              alert,
              scene.plan.alertFields(),
              scene.cause.map(Performer::field));
      case Effect.RevertInfrastructure() -> {
        services.revert(canary);
        scene.traffic().release(canary);
      }
    }
  }

  private static AlertField field(Cause cause) {
    return switch (cause) {
      case Cause.Commit _ -> new AlertField("Commit", cause.words());
      case Cause.ByHand(String manager) -> new AlertField("Changed in the cluster by", manager);
    };
  }
}
