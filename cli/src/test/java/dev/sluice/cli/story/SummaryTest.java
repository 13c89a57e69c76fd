package dev.sluice.cli.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final Story STORY = Story.GOOD_BAD_SLOW;

  @Test
  void isOkOnlyIfEveryVersionEndedAsItShould() {
    Result good = result(0, Outcome.PROMOTED);
    Result bad = result(1, Outcome.ROLLED_BACK);
    Result slow = result(2, Outcome.ROLLED_BACK);

    assertThat(new Summary(STORY, List.of(good, bad, slow)).ok()).isTrue();
    assertThat(new Summary(STORY, List.of(good, bad)).ok()).isFalse();
    assertThat(new Summary(STORY, List.of(good, bad, result(2, Outcome.PROMOTED))).ok()).isFalse();
    assertThat(new Summary(STORY, List.of(result(0, Outcome.UNFINISHED))).ok()).isFalse();
  }

  @Test
  void writesTheAgreedJson() throws JsonProcessingException {
    Summary summary = new Summary(STORY, List.of(result(1, Outcome.ROLLED_BACK)));

    assertThat(new ObjectMapper().writeValueAsString(summary.report()))
        .isEqualTo(
            "{\"ok\":false,\"versions\":[{\"name\":\"1.2\",\"expected\":\"RolledBack\","
                + "\"outcome\":\"RolledBack\",\"reason\":\"because\",\"seconds\":14.25,"
                + "\"clientRequests\":700,\"clientFailures\":35,\"commit\":null,\"revert\":null}],"
                + "\"judge\":\"Threshold\",\"comparison\":[]}");
  }

  @Test
  void comparesWhatTheSameVersionCostWithBothJudges() throws JsonProcessingException {
    Story story = Story.of(Judge.SEQUENTIAL);
    List<Result> results =
        List.of(
            result(0, Outcome.PROMOTED),
            result(1, Outcome.ROLLED_BACK),
            result(2, Outcome.ROLLED_BACK));
    Result again =
        new Result(
            STORY.releases().get(1),
            Outcome.ROLLED_BACK,
            "because",
            Duration.ofSeconds(20),
            new Count(900, 60),
            new Count(200, 60));

    assertThat(new Summary(story, results, again).ok()).isTrue();
    assertThat(new Summary(story, results).ok()).isFalse();
    assertThat(
            new ObjectMapper()
                .writeValueAsString(new Summary(story, results, again).report().comparison()))
        .isEqualTo(
            "[{\"judge\":\"Sequential\",\"version\":\"1.2\",\"seconds\":14.25,"
                + "\"clientFailures\":35},{\"judge\":\"Threshold\",\"version\":\"1.2\","
                + "\"seconds\":20.0,\"clientFailures\":60}]");
  }

  private static Result result(int release, Outcome outcome) {
    return new Result(
        STORY.releases().get(release),
        outcome,
        "because",
        Duration.ofMillis(14_250),
        new Count(700, 35),
        new Count(110, 33));
  }
}
