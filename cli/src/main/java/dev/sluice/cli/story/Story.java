package dev.sluice.cli.story;

import java.util.List;

/**
 * What happens, in order. It says nothing of how.
 *
 * @param first the version that is in service when the story begins
 * @param releases what is shipped after it, one when the one before has ended
 */
public record Story(Release first, List<Release> releases) {
  private static final String IMAGE = "sluice.dev/demo:";

  /** A good version, one that fails and one that is slow. */
  public static final Story GOOD_BAD_SLOW =
      new Story(
          new Release("1.0", IMAGE + "1.0.0", "works", Outcome.PROMOTED),
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
                  Outcome.ROLLED_BACK)));

  public Story {
    releases = List.copyOf(releases);
  }
}
