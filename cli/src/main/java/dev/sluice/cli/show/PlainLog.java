package dev.sluice.cli.show;

import dev.sluice.cli.show.Scene.Check;
import dev.sluice.cli.show.Scene.Event;
import dev.sluice.cli.show.Scene.Progress;
import dev.sluice.cli.show.Scene.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Tells one scene after the other in lines, each thing once, for where there is no terminal. */
public final class PlainLog implements Show {
  private static final String ROW = "%6s  %-9s %s";

  private final Consumer<String> out;
  private final Set<Event> told = new HashSet<>();
  private final Set<String> ended = new HashSet<>();
  private String headline = "";
  private List<Check> checks = List.of();

  public PlainLog(Consumer<String> out) {
    this.out = out;
  }

  /** Writes what is new since the last scene. */
  @Override
  public void show(Scene scene) {
    List<String> lines = new ArrayList<>();
    if (!scene.headline().equals(headline)) {
      headline = scene.headline();
      lines.add(row(scene, "", headline));
    }
    for (Event event : scene.events()) {
      if (told.add(event)) {
        lines.add(
            ROW.formatted(
                Clock.offset(event.at()), event.warning() ? "warning" : "event", event.text()));
      }
    }
    if (!scene.checks().equals(checks)) {
      checks = scene.checks();
      if (!checks.isEmpty()) {
        lines.add(
            row(
                scene,
                "checks",
                checks.stream().map(PlainLog::words).collect(Collectors.joining("; "))));
      }
    }
    for (Version version : scene.versions()) {
      boolean over = version.progress() == Progress.DONE || version.progress() == Progress.FAILED;
      if (over && ended.add(version.name())) {
        lines.add(
            row(
                scene,
                "version",
                "%s %s; %s; %s"
                    .formatted(
                        version.name(), version.outcome(), version.commit(), version.detail())));
      }
    }
    lines.forEach(line -> out.accept(line.stripTrailing()));
  }

  @Override
  public void close() {}

  private static String row(Scene scene, String kind, String text) {
    return ROW.formatted(Clock.offset(scene.elapsed()), kind, text);
  }

  private static String words(Check check) {
    return "%s %s, %s: %s"
        .formatted(
            check.name(),
            check.value(),
            check.bound(),
            !check.evidence().isEmpty() ? check.evidence() : check.passed() ? "passed" : "failed");
  }
}
