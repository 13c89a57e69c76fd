package dev.sluice.cli.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final Story STORY = Story.GOOD_BAD_SLOW;
  private static final Duration HEALED = Duration.ofMillis(300);
  private static final Commit COMMIT =
      new Commit("3f2a91c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6", "Ada", "Show prices in euros");
  private static final String REVERT = "bfad42800112233445566778899aabbccddeeff0";
  private static final List<Result> ALL =
      List.of(
          result(0, Outcome.PROMOTED),
          result(1, Outcome.ROLLED_BACK),
          result(2, Outcome.ROLLED_BACK),
          result(3, Outcome.PROMOTED));

  @Test
  void isOkOnlyIfEveryVersionEndedAsItShould() {
    assertThat(summary(ALL, HEALED).ok()).isTrue();
    assertThat(summary(ALL.subList(0, 3), HEALED).ok()).isFalse();
    assertThat(summary(with(2, result(2, Outcome.PROMOTED)), HEALED).ok()).isFalse();
    assertThat(summary(List.of(result(0, Outcome.UNFINISHED)), HEALED).ok()).isFalse();
  }

  @Test
  void isNotOkIfABadVersionIsStillInGit() {
    Result bad = ALL.get(1);
    Result kept =
        new Result(
            bad.release(),
            bad.outcome(),
            bad.reason(),
            bad.took(),
            bad.clients(),
            bad.served(),
            bad.commit(),
            null);

    assertThat(summary(with(1, kept), HEALED).ok()).isFalse();
  }

  @Test
  void isNotOkIfWhatWasDonePastGitStays() {
    assertThat(summary(ALL, null).ok()).isFalse();
  }

  @Test
  void writesTheAgreedJson() throws JsonProcessingException {
    Summary summary = summary(List.of(result(1, Outcome.ROLLED_BACK)), HEALED);

    assertThat(new ObjectMapper().writeValueAsString(summary.report()))
        .isEqualTo(
            "{\"ok\":false,\"versions\":[{\"name\":\"1.2\",\"expected\":\"RolledBack\","
                + "\"outcome\":\"RolledBack\",\"reason\":\"because\",\"seconds\":14.25,"
                + "\"clientRequests\":700,\"clientFailures\":35,\"commit\":\"%s\",\"revert\":\"%s\"}],"
                    .formatted(COMMIT.sha(), REVERT)
                + "\"judge\":\"Threshold\",\"comparison\":[],\"driftSeconds\":0.3}");
  }

  @Test
  void comparesWhatTheSameVersionCostWithBothJudges() throws JsonProcessingException {
    Story story = Story.of(Judge.SEQUENTIAL);
    Result again =
        new Result(
            STORY.releases().get(1),
            Outcome.ROLLED_BACK,
            "because",
            Duration.ofSeconds(20),
            new Count(900, 60),
            new Count(200, 60),
            COMMIT,
            REVERT);

    assertThat(new Summary(story, ALL, HEALED, again, List.of()).ok()).isTrue();
    assertThat(new Summary(story, ALL, HEALED, null, List.of()).ok()).isFalse();
    assertThat(
            new ObjectMapper()
                .writeValueAsString(
                    new Summary(story, ALL, HEALED, again, List.of()).report().comparison()))
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
        new Count(110, 33),
        COMMIT,
        outcome == Outcome.ROLLED_BACK ? REVERT : null);
  }

  private static List<Result> with(int index, Result other) {
    List<Result> results = new ArrayList<>(ALL);
    results.set(index, other);
    return results;
  }

  private static Summary summary(List<Result> results, @Nullable Duration healed) {
    return new Summary(STORY, results, healed, null, List.of());
  }
}
