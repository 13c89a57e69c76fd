package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Keeps the generated part of {@code docs/rollout.md} the same as the table; {@code
 * -Dsluice.regenerate=true} writes it.
 */
class DiagramTest {
  private static final String BEGIN = "<!-- generated from Transitions.java: begin -->";
  private static final String END = "<!-- generated from Transitions.java: end -->";

  @Test
  void theDocumentedDiagramIsTheTable() throws IOException {
    var file = Path.of("..", "docs", "rollout.md");
    var text = Files.readString(file);
    var generated = BEGIN + "\n" + diagram() + "\n" + table() + END;
    var wanted =
        text.substring(0, text.indexOf(BEGIN))
            + generated
            + text.substring(text.indexOf(END) + END.length());
    if (Boolean.getBoolean("sluice.regenerate")) {
      Files.writeString(file, wanted);
      return;
    }
    assertThat(text).as("docs/rollout.md is stale: run `make diagram`").isEqualTo(wanted);
  }

  /** What ends every stage alike would only hide the rest. */
  private static String diagram() {
    var lines =
        Transitions.all().stream()
            .filter(row -> row.trigger() != Trigger.DELETED)
            .collect(
                Collectors.groupingBy(
                    row -> "  %s --> %s".formatted(row.from(), row.to()),
                    LinkedHashMap::new,
                    Collectors.mapping(row -> row.trigger().toString(), Collectors.joining(", "))));
    return "```mermaid\nstateDiagram-v2\n  direction TB\n  [*] --> NEW\n"
        + lines.entrySet().stream()
            .map(line -> line.getKey() + " : " + line.getValue() + "\n")
            .collect(Collectors.joining())
        + "  TERMINATED --> [*]\n```\n";
  }

  private static String table() {
    var phases =
        Arrays.stream(Stage.values())
            .map(stage -> "| %s | %s |\n".formatted(stage, stage.phase().text()))
            .collect(Collectors.joining());
    var rows =
        Transitions.all().stream()
            .map(
                row ->
                    "| %s | %s | %s | %s |\n"
                        .formatted(row.from(), row.trigger(), row.to(), row.why()))
            .collect(Collectors.joining());
    return "| stage | `status.phase` |\n|---|---|\n%s\n".formatted(phases)
        + "| from | trigger | to | why |\n|---|---|---|---|\n"
        + rows;
  }
}
