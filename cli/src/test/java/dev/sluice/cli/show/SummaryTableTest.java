package dev.sluice.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void tellsWhatHappenedWhyAndWhatItCostTheClients() {
    Summary summary =
        new Summary(
            STORY,
            List.of(
                result(0, Outcome.PROMOTED, "Canary analysis completed.", 1550, 0, 412, 0),
                result(1, Outcome.ROLLED_BACK, "success rate 71.43% < 99%", 700, 35, 112, 35),
                result(2, Outcome.ROLLED_BACK, "request duration 402ms > 250ms", 800, 0, 120, 0)));

    assertThat(SummaryTable.lines(summary))
        .containsExactly(
            "",
            "  VERSION  WHAT HAPPENED     TOOK  REQUESTS            FAILED      SERVED BY IT",
            "  1.1      promoted          31 s      1550         0 (0.0 %)               412",
            "           Canary analysis completed.",
            "  1.2      rolled back       14 s       700        35 (5.0 %)    112, 35 failed",
            "           success rate 71.43% < 99%",
            "  1.3      rolled back       14 s       800         0 (0.0 %)     120, 0 failed",
            "           request duration 402ms > 250ms",
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
                result(2, Outcome.ROLLED_BACK, "", 800, 0, 120, 0)),
            result(1, Outcome.ROLLED_BACK, "", 900, 35, 140, 35));

    assertThat(SummaryTable.lines(summary))
        .containsSubsequence(
            "  Sequential judge: 12 client requests failed in 14 s until 1.2 was rolled back.",
            "  Threshold judge: 35 client requests failed in 14 s until 1.2 was rolled back.",
            "  Every version ended as it should.");
  }

  @Test
  void saysWhichVersionDidNotEndAsItShould() {
    Summary summary =
        new Summary(STORY, List.of(result(0, Outcome.ROLLED_BACK, "no values found", 10, 0, 1, 0)));

    assertThat(SummaryTable.lines(summary))
        .contains("           should have been promoted")
        .contains("  1.2 was not shipped.", "  1.3 was not shipped.")
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
        new Count(served, servedFailures));
  }
}
