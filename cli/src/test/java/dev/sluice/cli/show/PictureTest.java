package dev.sluice.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PictureTest {
  /** Remembers what it is shown. */
  private static final class Recording implements Show {
    private final List<Scene> shown = new ArrayList<>();
    private boolean closed;

    @Override
    public void show(Scene scene) {
      shown.add(scene);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void isTakenWhenABadVersionHasFailedTwice(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("screen.svg");
    Recording show = new Recording();
    try (Picture picture = new Picture(show, file)) {
      picture.show(Scenes.BEGINNING);
      assertThat(file).doesNotExist();
      picture.show(Scenes.BAD_VERSION);
    }
    assertThat(show.shown).containsExactly(Scenes.BEGINNING, Scenes.BAD_VERSION);
    assertThat(show.closed).isTrue();
    NodeList texts =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(Files.readString(file).getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("text");
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < texts.getLength(); i++) {
      Element text = (Element) texts.item(i);
      all.append(text.getTextContent());
      assertThat(Double.parseDouble(text.getAttribute("textLength"))).isPositive();
    }
    assertThat(all.toString())
        .contains("Sluice playground", "success rate 71.43% < 99%", "2 of 3 failed");
  }
}
