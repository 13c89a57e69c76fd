package dev.sluice.cli.play;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.play.Moment.Workload;
import dev.sluice.cli.show.Scene;
import dev.sluice.cli.show.Scene.Check;
import dev.sluice.cli.show.Scene.Progress;
import dev.sluice.cli.show.Scene.Side;
import dev.sluice.cli.show.Scene.Step;
import dev.sluice.cli.show.Scene.Traffic;
import dev.sluice.cli.show.Scene.Version;
import dev.sluice.cli.story.Count;
import dev.sluice.cli.story.Outcome;
import dev.sluice.cli.story.Release;
import dev.sluice.cli.story.Result;
import dev.sluice.cli.story.Story;
import dev.sluice.crds.Canary;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NarratorTest {
  private static final Story STORY = Story.GOOD_BAD_SLOW;
  private static final Release GOOD = STORY.releases().getFirst();
  private static final Release BAD = STORY.releases().get(1);

  private final Narrator narrator = new Narrator(STORY, "podinfo.demo");

  @Test
  void showsAnEmptyStageWhileItIsSetUp() {
    Scene scene =
        narrator.scene(
            new Act.Preparing("The API server starts."),
            new Moment(
                Duration.ofSeconds(1), null, Workload.NONE, Workload.NONE, Clients.NONE, List.of()),
            List.of(),
            "Ctrl-C ends it.");

    assertThat(scene.headline()).isEqualTo("The API server starts.");
    assertThat(scene.primary()).isEqualTo(Side.NONE);
    assertThat(scene.versions()).extracting(Version::progress).containsOnly(Progress.AHEAD);
  }

  @Test
  void showsTheWeightsTheStepsAndTheChecksOfABadVersion() {
    Clients before = new Clients(Traffic.NONE, new Count(1000, 2), Map.of());
    Moment moment =
        moment(
            """
            phase: Progressing
            canaryWeight: 40
            failedChecks: 1
            checks:
            - name: request-success-rate
              value: 71.428
              threshold: '>= 99%'
              verdict: Failed
            - name: request-duration
              value: 12.4
              threshold: <= 250ms
              verdict: Passed
            """,
            new Clients(Traffic.NONE, new Count(1620, 19), Map.of(BAD.tag(), new Count(60, 17))));

    Scene scene =
        narrator.scene(
            new Act.Shipping(BAD, Duration.ofSeconds(52), before, "1"),
            moment,
            List.of(promoted()),
            "");

    assertThat(scene.headline()).contains("1.2 answers three requests in ten with an error");
    assertThat(scene.primary()).isEqualTo(new Side("1.1", 60, 3, 3));
    assertThat(scene.canary()).isEqualTo(new Side("1.2", 40, 3, 3));
    assertThat(scene.steps())
        .containsExactly(
            new Step("20%", Progress.DONE),
            new Step("40%", Progress.NOW),
            new Step("60%", Progress.AHEAD),
            new Step("promoted", Progress.AHEAD));
    assertThat(scene.checks())
        .containsExactly(
            new Check("request-success-rate", "71.43%", ">= 99%", false),
            new Check("request-duration", "12ms", "<= 250ms", true));
    assertThat(scene.failedChecks()).isEqualTo(1);
    assertThat(scene.threshold()).isEqualTo(3);
    assertThat(scene.versions())
        .containsExactly(
            new Version(
                "1.1", "promoted after 31 s", "0 of 1550 failed; it answered 412", Progress.DONE),
            new Version(
                "1.2", "on its way for 15 s", "17 of 620 failed; it answered 60", Progress.NOW),
            new Version("1.3", "", "takes 400 ms for what took 5", Progress.AHEAD));
  }

  @Test
  void tellsThePhasesOfAPromotionInWords() {
    Act act = new Act.Shipping(GOOD, Duration.ZERO, Clients.NONE, "");

    assertThat(
            narrator.scene(act, moment("phase: Promoting", Clients.NONE), List.of(), "").headline())
        .isEqualTo("Version 1.1 passed every check. The primary takes it over.");
    assertThat(
            narrator.scene(act, moment("phase: Finalising", Clients.NONE), List.of(), "").steps())
        .last()
        .isEqualTo(new Step("promoted", Progress.NOW));
    assertThat(
            narrator
                .scene(
                    new Act.Resting(GOOD),
                    moment("phase: Succeeded", Clients.NONE),
                    List.of(promoted()),
                    "")
                .headline())
        .isEqualTo("Version 1.1 is promoted: it serves everybody.");
  }

  private static Result promoted() {
    return new Result(
        GOOD,
        Outcome.PROMOTED,
        "done",
        Duration.ofSeconds(31),
        new Count(1550, 0),
        new Count(412, 0));
  }

  private static Moment moment(String status, Clients clients) {
    Canary canary =
        Serialization.unmarshal(
            """
            apiVersion: flagger.app/v1beta1
            kind: Canary
            metadata:
              name: podinfo
              namespace: demo
            spec:
              analysis:
                interval: 5s
                threshold: 3
                stepWeight: 20
                maxWeight: 60
            status:
            """
                + status.indent(2),
            Canary.class);
    return new Moment(
        Duration.ofSeconds(67),
        canary,
        new Workload(GOOD.image(), 3, 3),
        new Workload(BAD.image(), 3, 3),
        clients,
        List.of());
  }
}
