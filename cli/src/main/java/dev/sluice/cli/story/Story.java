package dev.sluice.cli.story;

import dev.sluice.cli.story.Release.Arrival;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens, in order. It says nothing of how.
 *
 * @param first the version that is in service when the story begins
 * @param judge who judges them
 * @param releases what is shipped after it, one when the one before has ended. Before the first one
 *     that comes as an image alone, somebody meddles with the cluster
 * @param meddling the tag that somebody sets with kubectl, past Git
 * @param again what is shipped once more in the end, to see what the threshold judge makes of it;
 *     null for nothing
 */
public record Story(
    Release first, Judge judge, List<Release> releases, String meddling, @Nullable Release again) {

  /** A good version, one that fails, one that is slow, and one that comes as an image alone. */
  public static final Story GOOD_BAD_SLOW =
      new Story(
          new Release(
              "1.0",
              "1.0.0",
              "works",
              Outcome.PROMOTED,
              new Arrival.Push("Ada", "Put podinfo into service")),
          Judge.THRESHOLD,
          List.of(
              new Release(
                  "1.1",
                  "1.1.0",
                  "works well",
                  Outcome.PROMOTED,
                  new Arrival.Push("Ada", "Show prices in euros")),
              new Release(
                  "1.2",
                  "1.2.0-errors30",
                  "answers three requests in ten with an error",
                  Outcome.ROLLED_BACK,
                  new Arrival.Push("Grace", "Cache the prices")),
              new Release(
                  "1.3",
                  "1.3.0-slow400",
                  "takes 400 ms for what took 5",
                  Outcome.ROLLED_BACK,
                  new Arrival.Push("Alan", "Ask the archive as well")),
              new Release(
                  "1.4",
                  "1.4.0",
                  "is a new image in the registry",
                  Outcome.PROMOTED,
                  new Arrival.Image())),
          "1.1.1-hotfix",
          null);

  /** The same for this judge; what the sequential one found is then shown to the other one too. */
  public static Story of(Judge judge) {
    return switch (judge) {
      case THRESHOLD -> GOOD_BAD_SLOW;
      case SEQUENTIAL ->
          new Story(
              GOOD_BAD_SLOW.first,
              judge,
              GOOD_BAD_SLOW.releases,
              GOOD_BAD_SLOW.meddling,
              GOOD_BAD_SLOW.releases.get(1).again("Grace", "Cache the prices again"));
    };
  }

  public Story {
    releases = List.copyOf(releases);
  }
}
