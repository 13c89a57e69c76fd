package dev.sluice.operator.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Feature;
import dev.sluice.rollout.Failure;
import dev.sluice.rollout.Problem;
import dev.sluice.rollout.Progress;
import dev.sluice.rollout.Request;
import dev.sluice.rollout.Revisions;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.State;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class StatusMappingProperties {
  @Property(tries = 500)
  void whatIsWrittenComesBackThroughJson(@ForAll("states") State state) {
    Canary canary = Canaries.withAnalysis("stepWeight: 10");
    CanaryStatus status =
        StatusWriter.status(
            canary,
            Planner.plan(canary, EnumSet.allOf(Feature.class)),
            State.NEW,
            state,
            new StatusWriter.Beside(List.of(), Optional.empty(), Cookies.NONE, Optional.empty()),
            Instant.EPOCH);
    CanaryStatus read = Serialization.unmarshal(Serialization.asJson(status), CanaryStatus.class);
    assertThat(read).isEqualTo(status);
    assertThat(StatusMapping.state(read, "target", "primary")).isEqualTo(state);
  }

  @Provide
  Arbitrary<State> states() {
    return Arbitraries.longs().map(seed -> state(new Random(seed)));
  }

  private static State state(Random random) {
    Stage[] stages = Stage.values();
    int weight = random.nextInt(101);
    return new State(
        stages[random.nextInt(stages.length)],
        instant(random),
        new Revisions("seen", maybe(random, "started"), maybe(random, "promoted"), "previous"),
        random.nextInt(101),
        new Progress(
            random.nextInt(10),
            weight,
            random.nextInt(1 + Math.min(weight, 100 - weight)),
            random.nextBoolean(),
            random.nextInt(5),
            random.nextInt(100),
            random.nextInt(5),
            maybe(random, instant(random)),
            maybe(random, instant(random)),
            maybe(random, instant(random)),
            maybe(random, instant(random)),
            maybe(random, instant(random)),
            maybe(random, instant(random)),
            maybe(random, instant(random))),
        random.nextBoolean() ? Set.of() : Set.of("hook/a", "hook/b"),
        maybe(random, new Failure("FailedChecks", "Failed checks threshold reached 3")),
        maybe(random, "canary 0.1% errors of 4,000 requests, primary 0.1% of 40,000"),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        maybe(
            random,
            new Request.Handled(
                new Request("42", Request.Action.ABORT, "", "why not"), random.nextBoolean())),
        maybe(random, new Problem("TargetNotFound", "create it", random.nextBoolean())),
        random.nextBoolean() ? Map.of() : Map.of("configmap/app", "0011223344556677"));
  }

  private static Instant instant(Random random) {
    return Instant.ofEpochSecond(
        1_700_000_000L + random.nextInt(1_000_000), random.nextInt(1_000_000_000));
  }

  private static <T> @Nullable T maybe(Random random, T value) {
    return random.nextBoolean() ? value : null;
  }
}
