package dev.sluice.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.show.Scene.Side;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveScreenTest {
  @ParameterizedTest
  @CsvSource({
    "LANG,C.UTF-8,true",
    "LC_ALL,en_US.utf8,true",
    "TERM,xterm,true",
    "LC_ALL,C,false",
    "LANG,de_DE.ISO-8859-1,false"
  })
  void drawsWithAsciiOnlyWhereTheLocaleSaysSo(String variable, String value, boolean unicode) {
    assertThat(LiveScreen.glyphs(Map.of(variable, value)))
        .isEqualTo(unicode ? Glyphs.UNICODE : Glyphs.ASCII);
  }

  @Test
  void leavesATerminalAloneThatCannotBeDrawnOn() {
    assertThat(LiveScreen.open(Map.of("TERM", "dumb"))).isEmpty();
    assertThat(LiveScreen.open(Map.of())).isEmpty();
  }

  @Test
  void letsTheBarsGlideToTheirPlace() {
    Motion motion = new Motion();
    Scene scene = Scenes.BEGINNING.withSides(new Side("1.0", 100, 3, 3), Side.NONE);

    double first = motion.next(scene).primary().weight();
    double second = motion.next(scene).primary().weight();
    for (int i = 0; i < 50; i++) {
      motion.next(scene);
    }

    assertThat(first).isStrictlyBetween(0.0, second);
    assertThat(motion.next(scene).primary().weight()).isEqualTo(100);
  }
}
