package dev.sluice.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenTest {
  private final Screen screen = new Screen(Glyphs.UNICODE, Palette.COLOUR);

  @ParameterizedTest
  @CsvSource({"80,24", "120,40"})
  void showsEverythingOfABadVersion(int columns, int rows) throws IOException {
    List<AttributedString> lines = screen.draw(Scenes.BAD_VERSION, columns, rows);

    assertThat(text(lines)).isEqualTo(golden(columns + "x" + rows + ".txt"));
  }

  @ParameterizedTest
  @CsvSource({"80,24", "120,40", "79,23", "40,10", "20,3", "1,1", "300,100"})
  void fillsTheWindowExactly(int columns, int rows) {
    for (Scene scene : List.of(Scenes.BAD_VERSION, Scenes.BEGINNING)) {
      List<AttributedString> lines = screen.draw(scene, columns, rows);

      assertThat(lines).hasSize(rows);
      assertThat(lines).allMatch(line -> line.columnLength() <= columns);
    }
  }

  @Test
  void showsAnEmptyStageBeforeAnythingIsThere() {
    assertThat(text(screen.draw(Scenes.BEGINNING, 80, 24)))
        .contains("The API server starts.")
        .contains("0%");
  }

  @Test
  void usesNoColourWhenAskedTo() {
    Screen plain = new Screen(Glyphs.ASCII, Palette.PLAIN);

    assertThat(plain.draw(Scenes.BAD_VERSION, 80, 24))
        .allSatisfy(
            line -> {
              for (int i = 0; i < line.length(); i++) {
                long colour =
                    line.styleAt(i).getStyle() & AttributedStyle.DEFAULT.foreground(1).getMask();
                assertThat(colour).isZero();
              }
            });
  }

  @Test
  void staysWithinAsciiWhereTheTerminalKnowsNothingElse() {
    Screen plain = new Screen(Glyphs.ASCII, Palette.PLAIN);
    Scene scene = Scenes.BEGINNING;

    assertThat(text(plain.draw(scene, 80, 24)).replace(scene.place(), ""))
        .matches(line -> line.chars().allMatch(c -> c < 128));
  }

  private static String text(List<AttributedString> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.toString().stripTrailing()).append('\n'));
    return text.toString();
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ScreenTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
