package dev.sluice.cli.simulate;

import dev.sluice.analysis.CheckResult;
import dev.sluice.crds.Canary;
import dev.sluice.operator.judging.Judged;
import dev.sluice.operator.judging.Judges;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Round;
import dev.sluice.rollout.Verdict;
import dev.sluice.simulation.rollout.Jury;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The judges that the operator runs. */
final class OperatorJury implements Jury {
  private final Judges judges;
  private final Canary canary;
  private final Plan plan;

  OperatorJury(Judges judges, Canary canary, Plan plan) {
    this.judges = judges;
    this.canary = canary;
    this.plan = plan;
  }

  @Override
  public Ruling judge(Round round) throws InterruptedException {
    Judged judged = judges.judge(canary, plan, round);
    return new Ruling(judged.verdict(), evidence(judged), remark(judged));
  }

  /** That of the metric which says most against the canary. */
  private static OptionalDouble evidence(Judged judged) {
    return judged.results().stream()
        .filter(result -> !result.dryRun())
        .map(CheckResult::evidence)
        .filter(Objects::nonNull)
        .mapToDouble(CheckResult.Evidence::powerOfTen)
        .max();
  }

  private static @Nullable String remark(Judged judged) {
    boolean open = judged.verdict() instanceof Verdict.Undecided;
    return open && judged.words() != null ? judged.words().estimate() : null;
  }
}
