package dev.sluice.cli.show;

import dev.sluice.cli.show.Scene.Check;
import dev.sluice.cli.show.Scene.Event;
import dev.sluice.cli.show.Scene.Progress;
import dev.sluice.cli.show.Scene.Second;
import dev.sluice.cli.show.Scene.Side;
import dev.sluice.cli.show.Scene.Step;
import dev.sluice.cli.show.Scene.Traffic;
import dev.sluice.cli.show.Scene.Version;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Invented moments. */
final class Scenes {
  private Scenes() {}

  /** A bad version has had its second failed round. */
  static final Scene BAD_VERSION =
      new Scene(
          "Version 1.2 answers three requests in ten with an error. It gets 20% of the traffic"
              + " while Prometheus is watched.",
          "podinfo.demo · nginx",
          "Progressing",
          Duration.ofSeconds(67),
          new Side("1.1", 80, 3, 3),
          new Side("1.2", 20, 2, 3),
          List.of(
              new Step("10%", Progress.DONE),
              new Step("20%", Progress.NOW),
              new Step("30%", Progress.AHEAD),
              new Step("40%", Progress.AHEAD),
              new Step("50%", Progress.AHEAD),
              new Step("promote", Progress.AHEAD)),
          List.of(
              new Check("request-success-rate", "71.43 %", "at least 99", false),
              new Check("request-duration", "12 ms", "at most 250", true)),
          2,
          3,
          new Traffic(
              IntStream.range(0, 60)
                  .mapToObj(i -> new Second(50 + i % 3, i < 50 ? 0 : (i - 48) / 2, 9 + i % 7))
                  .toList()),
          List.of(
              new Version(
                  "1.0",
                  "reverted in bfad428",
                  "51d4a70 Alan: Ask the archive as well",
                  "26 of 560 failed; it answered 210",
                  Progress.FAILED),
              new Version(
                  "1.1",
                  "promoted after 31 s",
                  "2260c96 Ada: Show prices in euros",
                  "0 of 1550 failed; it answered 345",
                  Progress.DONE),
              new Version(
                  "1.2",
                  "on its way for 12 s",
                  "3f2a91c Grace: Cache the prices",
                  "17 of 620 failed; it answered 60",
                  Progress.NOW),
              new Version("1.3", "", "", "is a new image in the registry", Progress.AHEAD)),
          List.of(
              event(34, "Promotion completed! Scaling down podinfo.demo"),
              event(52, "New revision detected! Scaling up podinfo.demo"),
              event(54, "Starting canary analysis for podinfo.demo"),
              event(55, "Advance podinfo.demo canary weight 10"),
              event(58, "Advance podinfo.demo canary weight 20"),
              new Event(
                  Duration.ofSeconds(61),
                  true,
                  "Halt podinfo.demo advancement success rate 72.12% < 99%"),
              new Event(
                  Duration.ofSeconds(64),
                  true,
                  "Halt podinfo.demo advancement success rate 71.43% < 99%")),
          "Ctrl-C ends it.");

  /** Nothing is there yet. */
  static final Scene BEGINNING =
      new Scene(
          "The API server starts.",
          "podinfo.demo · nginx",
          "starting",
          Duration.ofSeconds(1),
          Side.NONE,
          Side.NONE,
          List.of(),
          List.of(),
          0,
          0,
          Traffic.NONE,
          List.of(),
          List.of(),
          "Ctrl-C ends it.");

  private static Event event(int second, String text) {
    return new Event(Duration.ofSeconds(second), false, text);
  }
}
