package dev.sluice.cli.simulate;

import dev.sluice.rollout.Judging;
import dev.sluice.simulation.rollout.Ending;
import dev.sluice.simulation.rollout.Story;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a simulation showed. */
public final class SimulationReport {
  private final Setup setup;
  private final Load load;
  private final long seed;
  private final Story story;
  private final @Nullable Tally changed;
  private final @Nullable Tally unchanged;

  /**
   * @param story of the first rollout
   * @param changed rollouts of the version as it is given; null if it is no change, or for one
   *     rollout
   * @param unchanged rollouts of a version that is the same; null for one rollout
   */
  SimulationReport(
      Setup setup,
      Load load,
      long seed,
      Story story,
      @Nullable Tally changed,
      @Nullable Tally unchanged) {
    this.setup = setup;
    this.load = load;
    this.seed = seed;
    this.story = story;
    this.changed = changed;
    this.unchanged = unchanged;
  }

  long seed() {
    return seed;
  }

  /** The first rollout. */
  Story once() {
    return story;
  }

  /** The same, with many rollouts beside the first. */
  SimulationReport with(@Nullable Tally changed, Tally unchanged) {
    return new SimulationReport(setup, load, seed, story, changed, unchanged);
  }

  /** What happened in the first rollout, for people. */
  public List<String> story() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s judged by %s, %s requests a second, made up from seed %d"
            .formatted(
                setup.plan().subject().canary() + "." + setup.plan().subject().namespace(),
                judge(),
                Figures.plain(load.perSecond()),
                seed));
    lines.addAll(setup.notes());
    lines.add("");
    lines.addAll(Timeline.of(story.moments()));
    lines.add("");
    lines.addAll(ending());
    return lines;
  }

  /** What became of many rollouts, for people; nothing where there was one. */
  public List<String> shares() {
    if (unchanged == null) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("%d rollouts, each over traffic of its own:".formatted(unchanged.givenUp().of()));
    if (changed != null) {
      lines.addAll(changed(changed));
    }
    lines.addAll(unchanged(unchanged));
    return lines;
  }

  private String judge() {
    return switch (setup.plan().judging()) {
      case Judging.Threshold() -> "its bounds";
      case Judging.Sequential _ -> "comparison";
    };
  }

  private List<String> ending() {
    Ending ending = story.ending();
    List<String> lines = new ArrayList<>();
    String at = Figures.time(ending.at());
    lines.add(
        switch (ending.kind()) {
          case PROMOTED -> "Promoted; it was over after %s.".formatted(at);
          case ROLLED_BACK -> "Rolled back after %s%s.".formatted(at, sinceTheChange(ending));
          case TAKEN_BACK ->
              "Promoted, and taken back in the bake after %s%s."
                  .formatted(at, sinceTheChange(ending));
          case FROZEN ->
              "Failed after %s%s, and frozen until a person decides."
                  .formatted(at, sinceTheChange(ending));
          case UNDECIDED -> "Undecided after %s: a person is asked.".formatted(at);
        });
    String cost =
        load.changes() && ending.answered() > 0
            ? "; about %s of them failed or took more than %d ms because of it"
                .formatted(
                    Figures.count(ending.excess()), Math.round(load.service().latency().slow()))
            : "";
    String ahead =
        ending.perHour() >= 1
            ? ", and about %s more will in each hour".formatted(Figures.count(ending.perHour()))
            : "";
    lines.add(
        "It answered %s requests of users%s%s."
            .formatted(Figures.count(ending.answered()), cost, ahead));
    return lines;
  }

  private String sinceTheChange(Ending ending) {
    Duration since = ending.at().minus(load.onset());
    return load.changes() && load.onset().isPositive() && since.isPositive()
        ? ", %s after it began to be bad".formatted(Figures.time(since))
        : "";
  }

  private static List<String> changed(Tally tally) {
    List<String> lines = new ArrayList<>();
    lines.add("  This version   found bad: " + Figures.share(tally.givenUp()));
    tally
        .toGiveUp()
        .ifPresent(
            time ->
                lines.add(
                    "                 half of those within %s of its beginning to be bad"
                        .formatted(Figures.time(time))));
    if (tally.early().hits() > 0) {
      lines.add("                 rolled back before it was bad: " + Figures.share(tally.early()));
    }
    addUndecided(lines, tally);
    lines.add(
        "                 bad requests because of it: %s on average, with the first hour of one that is promoted"
            .formatted(Figures.count(tally.excess())));
    return lines;
  }

  private static List<String> unchanged(Tally tally) {
    List<String> lines = new ArrayList<>();
    lines.add("  No change      rolled back for nothing: " + Figures.share(tally.givenUp()));
    addUndecided(lines, tally);
    tally
        .toPromote()
        .ifPresent(
            time ->
                lines.add(
                    "                 half of those promoted were done within %s"
                        .formatted(Figures.time(time))));
    return lines;
  }

  private static void addUndecided(List<String> lines, Tally tally) {
    if (tally.undecided().hits() > 0) {
      lines.add("                 left to a person: " + Figures.share(tally.undecided()));
    }
  }

  /** For programs; see {@link SimulationJson}. */
  public String json() {
    return SimulationJson.of(setup, seed, story, changed, unchanged);
  }
}
