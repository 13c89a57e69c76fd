package dev.sluice.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.story.Commit;
import dev.sluice.cli.story.Count;
import dev.sluice.cli.story.Judge;
import dev.sluice.cli.story.Outcome;
import dev.sluice.cli.story.Result;
import dev.sluice.cli.story.Story;
import dev.sluice.cli.story.Summary;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTableTest {
  private static final Story STORY = Story.GOOD_BAD_SLOW;
  private static final Commit COMMIT =
      new Commit("3f2a91c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6", "Grace", "Cache the prices");
  private static final String REVERT = "bfad42800112233445566778899aabbccddeeff0";

  @Test
  void tellsWhatHappenedWhyWhatItCostTheClientsAndWhatGitSays() {
    Summary summary =
        new Summary(
            STORY,
            List.of(
                result(0, Outcome.PROMOTED, "Canary analysis completed.", 1550, 0, 412, 0),
                result(1, Outcome.ROLLED_BACK, "success rate 71.43% < 99%", 700, 35, 112, 35),
                result(2, Outcome.ROLLED_BACK, "request duration 402ms > 250ms", 800, 0, 120, 0),
                result(3, Outcome.PROMOTED, "Canary analysis completed.", 1400, 0, 400, 0)),
            Duration.ofMillis(310),
            null,
            List.of(
                new Summary.Logged(
                    new Commit(REVERT, "Sluice", "Revert \"Cache the prices\""), List.of()),
                new Summary.Logged(
                    COMMIT,
                    List.of(
                        "2026-11-27T22:15:21.576Z demo/podinfo#2 RolledBack: Failed checks"
                            + " threshold reached 3 (reverted in bfad428)"))));

    assertThat(SummaryTable.lines(summary))
        .containsExactly(
            "",
            "  VERSION  WHAT HAPPENED     TOOK  REQUESTS            FAILED      SERVED BY IT",
            "  1.1      promoted          31 s      1550         0 (0.0 %)               412",
            "           3f2a91c Grace: Cache the prices",
            "           Canary analysis completed.",
            "  1.2      rolled back       14 s       700        35 (5.0 %)    112, 35 failed",
            "           3f2a91c Grace: Cache the prices",
            "           success rate 71.43% < 99%",
            "  1.3      rolled back       14 s       800         0 (0.0 %)     120, 0 failed",
            "           3f2a91c Grace: Cache the prices",
            "           request duration 402ms > 250ms",
            "  1.4      promoted          31 s      1400         0 (0.0 %)               400",
            "           3f2a91c Grace: Cache the prices",
            "           Canary analysis completed.",
            "",
            "  Image 1.1.1-hotfix, set with kubectl past Git, was there for 0.3 s.",
            "",
            "  git log --notes=sluice",
            "  bfad428  Sluice Revert \"Cache the prices\"",
            "  3f2a91c  Grace  Cache the prices",
            "                  RolledBack: Failed checks threshold reached 3 (reverted in",
            "                  bfad428)",
            "",
            "  Every version ended as it should.");
  }

  @Test
  void saysWhatTheSameVersionCostWithBothJudges() {
    Story story = Story.of(Judge.SEQUENTIAL);
    Summary summary =
        new Summary(
            story,
            List.of(
                result(0, Outcome.PROMOTED, "", 1550, 0, 412, 0),
                result(1, Outcome.ROLLED_BACK, "", 700, 12, 112, 12),
                result(2, Outcome.ROLLED_BACK, "", 800, 0, 120, 0),
                result(3, Outcome.PROMOTED, "", 1400, 0, 400, 0)),
            Duration.ofMillis(310),
            result(1, Outcome.ROLLED_BACK, "", 900, 35, 140, 35),
            List.of());

    assertThat(SummaryTable.lines(summary))
        .containsSubsequence(
            "  Sequential judge: 12 client requests failed in 14 s until 1.2 was rolled back.",
            "  Threshold judge: 35 client requests failed in 14 s until 1.2 was rolled back.",
            "  Every version ended as it should.");
  }

  @Test
  void saysWhichVersionDidNotEndAsItShould() {
    Summary summary =
        new Summary(
            STORY,
            List.of(result(0, Outcome.ROLLED_BACK, "no values found", 10, 0, 1, 0)),
            null,
            null,
            List.of());

    assertThat(SummaryTable.lines(summary))
        .contains("           should have been promoted")
        .contains("  1.2 was not shipped.", "  1.3 was not shipped.", "  1.4 was not shipped.")
        .endsWith("  Not every version ended as it should.");
  }

  private static Result result(
      int release,
      Outcome outcome,
      String reason,
      long requests,
      long failures,
      long served,
      long servedFailures) {
    return new Result(
        STORY.releases().get(release),
        outcome,
        reason,
        Duration.ofSeconds(outcome == Outcome.PROMOTED ? 31 : 14),
        new Count(requests, failures),
        new Count(served, servedFailures),
        COMMIT,
        outcome == Outcome.ROLLED_BACK ? REVERT : null);
  }
}
