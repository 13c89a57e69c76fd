package dev.sluice.operator.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Canary;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A3")
final class SharedTargetsTest {
  private final Canary older = canary("older", "2026-01-01T00:00:00Z");
  private final Canary younger = canary("younger", "2026-01-01T00:00:01Z");

  @Test
  void theOlderOneGoesOn() {
    assertThat(SharedTargets.problem(older, Stream.of(younger, older))).isEmpty();
  }

  @Test
  void theYoungerOneWaitsAndSaysForWhom() {
    assertThat(SharedTargets.problem(younger, Stream.of(younger, older)))
        .hasValueSatisfying(
            problem -> {
              assertThat(problem.reason()).isEqualTo("TargetInUse");
              assertThat(problem.message()).contains("Deployment podinfo", "Canary older");
              assertThat(problem.blocking()).isTrue();
            });
  }

  @Test
  void theTargetOfACanaryThatIsBeingDeletedIsFree() {
    older.getMetadata().setDeletionTimestamp("2026-01-01T00:00:02Z");
    assertThat(SharedTargets.problem(younger, Stream.of(younger, older))).isEmpty();
  }

  private static Canary canary(String name, String created) {
    Canary canary = Canaries.withAnalysis("stepWeight: 20");
    canary.getMetadata().setName(name);
    canary.getMetadata().setUid(name);
    canary.getMetadata().setCreationTimestamp(created);
    return canary;
  }
}
