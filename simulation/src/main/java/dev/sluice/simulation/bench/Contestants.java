package dev.sluice.simulation.bench;

import dev.sluice.simulation.policy.FlaggerRule;
import dev.sluice.simulation.policy.FlaggerRule.Bounds;
import dev.sluice.simulation.policy.Kayenta;
import dev.sluice.simulation.policy.Kayenta.Setting;
import dev.sluice.simulation.traffic.Scenario;
import dev.sluice.simulation.traffic.Scenario.Special;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Who takes part. */
public final class Contestants {
  private static final double HOUR = 3600;

  private Contestants() {}

  /** Everybody, Sluice first. */
  public static List<Contestant> all() {
    return Stream.concat(sluice().stream(), rivals().stream()).toList();
  }

  /** Sluice's sequential judge, in several settings. */
  public static List<Contestant> sluice() {
    Predicate<Scenario> everything = _ -> true;
    return List.of(
        sluice("sluice", "Sluice", everything, SequentialEntries.asConfigured()),
        sluice(
            "sluice-soak0",
            "Sluice, no soak",
            Scenario::compares,
            SequentialEntries.soaking(Duration.ZERO)),
        sluice(
            "sluice-soak5",
            "Sluice, 5 min soak",
            scenario -> scenario.special() == Special.LONG_SOAK,
            SequentialEntries.soaking(Duration.ofMinutes(5))),
        sluice(
            "sluice-soak10",
            "Sluice, 10 min soak",
            Scenario::compares,
            SequentialEntries.soaking(Duration.ofMinutes(10))),
        sluice(
            "sluice-timed",
            "Sluice, steps of 1 min",
            Scenario::compares,
            SequentialEntries.onATimedRamp()),
        sluice(
            "sluice-new",
            "Sluice, no history",
            Scenario::compares,
            SequentialEntries.withoutHistory()));
  }

  /** The others, as they describe themselves. */
  public static List<Contestant> rivals() {
    return List.of(
        flagger("flagger", "Flagger", Ramp.USUAL, 5),
        flagger("flagger-10", "Flagger, 10 failures", Ramp.USUAL, 10),
        flagger("flagger-steps", "Flagger, 10 steps", Ramp.TEN_STEPS, 5),
        new Contestant(
            "flagger-tuned",
            "Flagger, tuned to the service",
            Ramp.USUAL,
            HOUR,
            Scenario::compares,
            (scenario, _) -> new FlaggerRule(Bounds.tuned(scenario.service().errorRate()), 5)),
        kayenta("kayenta-3h", "Kayenta, 3 h", Setting.DOCUMENTED),
        kayenta("kayenta-30m", "Kayenta, 30 min", Setting.FAST),
        kayenta("kayenta-30m-15", "Kayenta, 30 min, 15 % allowed", Setting.FAST_ALLOWING));
  }

  private static Contestant sluice(
      String id, String title, Predicate<Scenario> field, Contestant.Entry entry) {
    return new Contestant(id, title, Ramp.USUAL, HOUR, field, entry);
  }

  private static Contestant flagger(String id, String title, Ramp ramp, int threshold) {
    return new Contestant(
        id,
        title,
        ramp,
        HOUR,
        Scenario::compares,
        (_, _) -> new FlaggerRule(Bounds.DEFAULT, threshold));
  }

  private static Contestant kayenta(String id, String title, Setting setting) {
    return new Contestant(
        id,
        title,
        Ramp.WITH_BASELINE,
        setting.lifetime(),
        Scenario::compares,
        (_, _) -> new Kayenta(setting));
  }
}
