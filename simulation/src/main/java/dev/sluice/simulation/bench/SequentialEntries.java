package dev.sluice.simulation.bench;

import dev.sluice.analysis.NoDataPolicy;
import dev.sluice.analysis.sequential.History;
import dev.sluice.analysis.sequential.OnInconclusive;
import dev.sluice.analysis.sequential.Settings;
import dev.sluice.simulation.policy.Policy;
import dev.sluice.simulation.policy.SequentialPolicy;
import dev.sluice.simulation.policy.TimedRamp;
import dev.sluice.simulation.traffic.Counts;
import dev.sluice.simulation.traffic.Scenario;
import dev.sluice.simulation.traffic.Scenario.Kind;
import dev.sluice.simulation.traffic.Scenario.Special;
import java.time.Duration;
import java.util.List;

/** How Sluice's sequential judge takes part, with its defaults unless a scenario says otherwise. */
final class SequentialEntries {
  private static final Duration WARM_UP = Duration.ofSeconds(75);
  private static final Duration LONG_SOAK = Duration.ofMinutes(10);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final double STEP = 60;

  /** No evidence of an hour comes to its reciprocal. */
  private static final double NEVER = 1e-300;

  private SequentialEntries() {}

  /** What a user would set for the service: a longer soak for one that is known to leak. */
  static Contestant.Entry asConfigured() {
    return (scenario, history) -> {
      boolean leaks = scenario.special() == Special.LONG_SOAK;
      return policy(scenario, history, leaks ? LONG_SOAK : Settings.SOAK);
    };
  }

  static Contestant.Entry soaking(Duration soak) {
    return (scenario, history) -> policy(scenario, history, soak);
  }

  static Contestant.Entry onATimedRamp() {
    return (scenario, history) -> new TimedRamp(policy(scenario, history, Settings.SOAK), STEP);
  }

  static Contestant.Entry withoutHistory() {
    return (scenario, _) -> new SequentialPolicy(settings(scenario, Settings.SOAK), History.NONE);
  }

  private static Policy policy(Scenario scenario, List<Counts> history, Duration soak) {
    Policy policy =
        new SequentialPolicy(
            settings(scenario, soak), SequentialPolicy.history(history, Scenario.TICK));
    boolean calibrates = scenario.kind() == Kind.AT_TOLERANCE || scenario.kind() == Kind.AT_HARM;
    return calibrates ? new TimedRamp(policy, STEP) : policy;
  }

  private static Settings settings(Scenario scenario, Duration soak) {
    boolean calibrates = scenario.kind() == Kind.AT_TOLERANCE || scenario.kind() == Kind.AT_HARM;
    return new Settings(
        scenario.kind() == Kind.AT_HARM ? NEVER : Settings.ALPHA,
        scenario.kind() == Kind.AT_TOLERANCE ? NEVER : Settings.BETA,
        scenario.special() == Special.SLOW_SCRAPES ? Duration.ofMinutes(1) : Settings.INTERVAL,
        soak,
        calibrates ? HOUR.plusMinutes(1) : Settings.DEADLINE,
        scenario.special() == Special.WARM_UP ? WARM_UP : Duration.ZERO,
        Settings.MIN_STEP,
        Settings.MAX_HOLD,
        OnInconclusive.PROMOTE,
        true,
        NoDataPolicy.FAIL,
        SequentialPolicy.metrics(scenario.service().otherErrorRates().size()));
  }
}
