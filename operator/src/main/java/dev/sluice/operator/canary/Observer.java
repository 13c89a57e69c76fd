package dev.sluice.operator.canary;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Routes;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.rollout.Observation;
import dev.sluice.rollout.Problem;
import dev.sluice.rollout.Request;
import dev.sluice.rollout.Routing;
import dev.sluice.rollout.Workload;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sees the world of one Canary as it is now. Reads caches only; changes nothing. */
final class Observer {
  private final Questions questions;

  Observer(Questions questions) {
    this.questions = questions;
  }

  /**
   * @param router null if the provider has none, which {@code known} then tells
   * @param known problems that were found before
   */
  Observation observe(
      Canary canary,
      dev.sluice.operator.workload.@Nullable Workload workload,
      @Nullable TrafficRouter router,
      List<Problem> known) {
    List<Problem> problems = new ArrayList<>(known);
    ResourceID id = ResourceID.fromResource(canary);
    return new Observation(
        canary.isMarkedForDeletion(),
        workload == null
            ? new Workload.Absent()
            : orElse(new Workload.Absent(), problems, () -> workload.canary(canary)),
        workload == null
            ? Map.of()
            : orElse(Map.of(), problems, () -> workload.revision(canary).configs()),
        workload != null && orElse(false, problems, () -> workload.skipsAnalysis(canary)),
        workload == null
            ? new Workload.Absent()
            : orElse(new Workload.Absent(), problems, () -> workload.primary(canary)),
        workload == null
            ? new Workload.Absent()
            : orElse(new Workload.Absent(), problems, () -> workload.baseline(canary)),
        router == null
            ? new Routing.Unknown("no router for this provider")
            : orElse(
                new Routing.Unknown("the routes cannot be read"),
                problems,
                () -> routing(router.routes(canary))),
        questions.hooks(id),
        questions.verdicts(id),
        orElse(Optional.<Request>empty(), problems, () -> Requests.of(canary)).orElse(null),
        problems);
  }

  /** The same problem is often met more than once on the way. */
  private <T> T orElse(T otherwise, List<Problem> problems, Supplier<T> question) {
    try {
      return question.get();
    } catch (ProblemException e) {
      Problem problem = new Problem(e.reason(), e.explanation(), true);
      if (!problems.contains(problem)) {
        problems.add(problem);
      }
      return otherwise;
    }
  }

  private static Routing routing(Routes routes) {
    return switch (routes) {
      case Routes.Serving(var split) -> new Routing.Serving(split);
      case Routes.Settling(var split, String message) -> new Routing.Settling(split, message);
      case Routes.Unknown(String _, String message) -> new Routing.Unknown(message);
    };
  }
}
