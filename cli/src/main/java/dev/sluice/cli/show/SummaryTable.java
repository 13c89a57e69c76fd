package dev.sluice.cli.show;

import dev.sluice.cli.story.Commit;
import dev.sluice.cli.story.Count;
import dev.sluice.cli.story.Judge;
import dev.sluice.cli.story.Outcome;
import dev.sluice.cli.story.Release;
import dev.sluice.cli.story.Result;
import dev.sluice.cli.story.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The end of the story, as a table of at most 80 columns. */
public final class SummaryTable {
  private static final int WIDTH = 80;
  private static final String ROW = "  %-9s%-16s%6s%10s%18s%18s";
  private static final String INDENT = " ".repeat(11);
  private static final String NOTES = " ".repeat(18);

  /** When a rollout ended, and which one it was. */
  private static final Pattern NOTE = Pattern.compile("^\\S+Z \\S+#\\d+ ");

  private SummaryTable() {}

  /** The lines of the table, with a last one that says whether all went as it should. */
  public static List<String> lines(Summary summary) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        ROW.formatted("VERSION", "WHAT HAPPENED", "TOOK", "REQUESTS", "FAILED", "SERVED BY IT"));
    for (Result result : summary.results()) {
      lines.add(
          ROW.formatted(
              result.release().name(),
              result.outcome().words(),
              Clock.seconds(result.took()),
              result.clients().requests(),
              failed(result.clients()),
              served(result)));
      if (result.commit() != null) {
        lines.add(INDENT + result.commit());
      }
      if (result.outcome() != result.release().expected()) {
        lines.add(INDENT + "should have been " + result.release().expected().words());
      } else if (!result.asExpected()) {
        lines.add(INDENT + "is still in Git");
      }
      Words.wrap(result.reason(), WIDTH - INDENT.length())
          .forEach(line -> lines.add(INDENT + line));
    }
    lines.add("");
    lines.addAll(comparison(summary));
    lines.addAll(drift(summary));
    lines.addAll(log(summary));
    lines.addAll(verdict(summary));
    return lines;
  }

  private static List<String> drift(Summary summary) {
    if (summary.healed() == null) {
      return List.of();
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "  Image %s, set with kubectl past Git, was there for %.1f s.",
            summary.story().meddling(),
            summary.healed().toMillis() / 1000.0),
        "");
  }

  /** What Git says, with what is written for programs left out of the notes. */
  private static List<String> log(Summary summary) {
    List<String> lines = new ArrayList<>();
    for (Summary.Logged logged : summary.log()) {
      Commit commit = logged.commit();
      lines.add("  %s  %-7s%s".formatted(commit.hash(), commit.author(), commit.message()));
      for (String note : logged.notes()) {
        Words.wrap(NOTE.matcher(note).replaceFirst(""), WIDTH - NOTES.length())
            .forEach(line -> lines.add(NOTES + line));
      }
    }
    if (!lines.isEmpty()) {
      lines.addFirst("  git log --notes=sluice");
      lines.add("");
    }
    return lines;
  }

  /** What the same bad version cost its users with one judge and with the other. */
  private static List<String> comparison(Summary summary) {
    List<String> lines = new ArrayList<>();
    for (Summary.Cost cost : summary.comparison()) {
      lines.add(
          "  %s judge: %d client requests failed in %d s until %s was rolled back."
              .formatted(
                  cost.judge() == Judge.SEQUENTIAL ? "Sequential" : "Threshold",
                  cost.clientFailures(),
                  Math.round(cost.seconds()),
                  cost.version()));
    }
    if (!lines.isEmpty()) {
      lines.add("");
    }
    return lines;
  }

  private static List<String> verdict(Summary summary) {
    if (summary.ok()) {
      return List.of("  Every version ended as it should.");
    }
    List<Release> missing =
        summary.story().releases().stream().skip(summary.results().size()).toList();
    return Stream.concat(
            missing.stream().map(release -> "  " + release.name() + " was not shipped."),
            Stream.of("  Not every version ended as it should."))
        .toList();
  }

  /** How much of its users' traffic a bad version was allowed to answer, and how badly. */
  private static String served(Result result) {
    return result.release().expected() == Outcome.PROMOTED
        ? String.valueOf(result.served().requests())
        : "%d, %d failed".formatted(result.served().requests(), result.served().failures());
  }

  private static String failed(Count clients) {
    return String.format(Locale.ROOT, "%d (%.1f %%)", clients.failures(), clients.failedPercent());
  }
}
