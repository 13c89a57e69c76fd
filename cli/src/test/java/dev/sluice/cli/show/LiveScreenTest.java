package dev.sluice.cli.show;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.show.Scene.Side;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.jline.terminal.impl.LineDisciplineTerminal;
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
  void clearsWhatItHasDrawnBeforeItGivesTheTerminalBack() throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    LiveScreen screen =
        new LiveScreen(
            new LineDisciplineTerminal("test", "xterm", written, UTF_8),
            new Screen(Glyphs.UNICODE, Palette.PLAIN));
    screen.show(Scenes.BEGINNING);
    int drawn = written.size();
    screen.close();
    assertThat(written.toString(UTF_8).substring(drawn))
        .containsSubsequence("\033[2J", "\033[?1049l");
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
