package dev.sluice.cli.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens, in order. It says nothing of how.
 *
 * @param first the version that is in service when the story begins
 * @param judge who judges them
 * @param releases what is shipped after it, one when the one before has ended
 * @param again what is shipped once more in the end, to see what the threshold judge makes of it;
 *     null for nothing
 */
public record Story(Release first, Judge judge, List<Release> releases, @Nullable Release again) {
  private static final String IMAGE = "sluice.dev/demo:";

  /** A good version, one that fails and one that is slow. */
  public static final Story GOOD_BAD_SLOW =
      new Story(
          new Release("1.0", IMAGE + "1.0.0", "works", Outcome.PROMOTED),
          Judge.THRESHOLD,
          List.of(
              new Release("1.1", IMAGE + "1.1.0", "works well", Outcome.PROMOTED),
              new Release(
                  "1.2",
                  IMAGE + "1.2.0-errors30",
                  "answers three requests in ten with an error",
                  Outcome.ROLLED_BACK),
              new Release(
                  "1.3",
                  IMAGE + "1.3.0-slow400",
                  "takes 400 ms for what took 5",
                  Outcome.ROLLED_BACK)),
          null);

  /** The same for this judge; what the sequential one found is then shown to the other one too. */
  public static Story of(Judge judge) {
    return switch (judge) {
      case THRESHOLD -> GOOD_BAD_SLOW;
      case SEQUENTIAL ->
          new Story(
              GOOD_BAD_SLOW.first, judge, GOOD_BAD_SLOW.releases, GOOD_BAD_SLOW.releases.get(1));
    };
  }

  public Story {
    releases = List.copyOf(releases);
  }
}
