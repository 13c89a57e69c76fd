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
import dev.sluice.cli.story.Commit;
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
  private static final Release IMAGE = STORY.releases().getLast();
  private static final Commit EUROS =
      new Commit("3f2a91c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6", "Ada", "Show prices in euros");
  private static final Commit CACHE =
      new Commit("8c01d2e0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6", "Grace", "Cache the prices");
  private static final String REVERT = "bfad42800112233445566778899aabbccddeeff0";

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
            new Act.Shipping(BAD, Duration.ofSeconds(52), before, "1", CACHE),
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
                "1.1",
                "promoted after 31 s",
                "3f2a91c Ada: Show prices in euros",
                "0 of 1550 failed; it answered 412",
                Progress.DONE),
            new Version(
                "1.2",
                "on its way for 15 s",
                "8c01d2e Grace: Cache the prices",
                "17 of 620 failed; it answered 60",
                Progress.NOW),
            new Version("1.3", "", "", "takes 400 ms for what took 5", Progress.AHEAD),
            new Version("1.4", "", "", "is a new image in the registry", Progress.AHEAD));
  }

  @Test
  void showsTheEvidenceOfChecksThatCompare() {
    Scene scene =
        narrator.scene(
            new Act.Shipping(BAD, Duration.ZERO, Clients.NONE, "1", null),
            moment(
                """
                phase: Progressing
                canaryWeight: 20
                checks:
                - name: request-success-rate
                  value: 71.428
                  primaryValue: 99.95
                  evidence: 3.3
                  verdict: Critical
                - name: request-duration
                  value: 12.4
                  primaryValue: 11
                  evidence: -0.4
                  verdict: Undecided
                """,
                Clients.NONE),
            List.of(),
            "");

    assertThat(scene.checks())
        .containsExactly(
            new Check(
                "request-success-rate", "71.43%", "primary 99.95%", "1 in 1,995 is chance", false),
            new Check("request-duration", "12ms", "primary 11ms", "nothing against it", true));
  }

  @Test
  void tellsThePhasesOfAPromotionInWords() {
    Act act = new Act.Shipping(GOOD, Duration.ZERO, Clients.NONE, "", null);

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
        new Count(412, 0),
        EUROS,
        null);
  }

  @Test
  void saysWhereARevertIs() {
    Result reverted =
        new Result(
            BAD,
            Outcome.ROLLED_BACK,
            "failed",
            Duration.ofSeconds(15),
            new Count(578, 39),
            new Count(105, 39),
            CACHE,
            REVERT);

    Scene scene =
        narrator.scene(
            new Act.Resting(BAD), moment("phase: Failed", Clients.NONE), List.of(reverted), "");

    assertThat(scene.headline())
        .isEqualTo(
            "Version 1.2 is rolled back: its users are on the version before it, after 105"
                + " requests. In Git, bfad428 takes it back.");
    assertThat(scene.versions().get(1).outcome()).isEqualTo("reverted in bfad428");
    assertThat(scene.versions().get(1).progress()).isEqualTo(Progress.FAILED);
  }

  @Test
  void showsTheCommitThatSluiceMakesOfANewImage() {
    Act act = new Act.Shipping(IMAGE, Duration.ZERO, Clients.NONE, "3", null);

    assertThat(narrator.scene(act, moment("phase: Succeeded", Clients.NONE), List.of(), ""))
        .satisfies(
            scene ->
                assertThat(scene.headline())
                    .isEqualTo("Version 1.4 is a new image in the registry. Sluice commits it."));
    Scene scene =
        narrator.scene(
            act,
            moment(
                """
                phase: Progressing
                rollout:
                  id: 4
                  source:
                    repository: http://localhost/podinfo.git
                    commit: %s
                    author: Sluice
                    message: Update images
                """
                    .formatted(REVERT),
                Clients.NONE),
            List.of(),
            "");
    assertThat(scene.versions().getLast().commit()).isEqualTo("bfad428 Sluice: Update images");
  }

  @Test
  void tellsHowLongSomethingPastGitWasThere() {
    Moment moment = moment("phase: Succeeded", Clients.NONE);

    assertThat(
            narrator
                .scene(
                    new Act.Meddling("1.1.1-hotfix", Duration.ofMillis(290)), moment, List.of(), "")
                .headline())
        .isEqualTo(
            "Somebody sets image 1.1.1-hotfix with kubectl, past Git. Sluice has put it right after"
                + " 0.3 s: what is in Git is what runs.");
  }

  @Test
  void showsWhatAVisitorPushesAfterTheStory() {
    Act act = new Act.Ended("Now it is yours.", "4");
    String rollout =
        """
        rollout:
          id: 5
          source:
            repository: http://localhost/podinfo.git
            commit: %s
            author: Me
            message: Ship 1.5
        """
            .formatted(CACHE.sha());
    String back = rollout.replace(CACHE.sha(), REVERT).replace("Me", "Sluice");

    assertThat(
            narrator
                .scene(act, moment("phase: Progressing\n" + rollout, Clients.NONE), List.of(), "")
                .versions()
                .getLast())
        .isEqualTo(new Version("yours", "on its way", "8c01d2e Me: Ship 1.5", "", Progress.NOW));
    assertThat(
            narrator
                .scene(
                    act,
                    moment(
                        "phase: Succeeded\n"
                            + back
                            + """
                            history:
                            - id: "5"
                              revision: abc
                              outcome: RolledBack
                              source: {repository: r, commit: %s, author: Me, message: Ship 1.5}
                              git: {result: Reverted, commit: %s}
                            """
                                .formatted(CACHE.sha(), REVERT),
                        Clients.NONE),
                    List.of(),
                    "")
                .versions()
                .getLast())
        .isEqualTo(
            new Version(
                "yours", "reverted in bfad428", "8c01d2e Me: Ship 1.5", "", Progress.FAILED));
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
        new Workload("localhost:5000/podinfo:" + GOOD.tag(), 3, 3),
        new Workload("localhost:5000/podinfo:" + BAD.tag(), 3, 3),
        clients,
        List.of());
  }
}
