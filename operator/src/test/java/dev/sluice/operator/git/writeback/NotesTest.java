package dev.sluice.operator.git.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class NotesTest {
  private final Notes notes = new Notes(ServedRepository.CLOCK);
  @TempDir private Path directory;
  private ServedRepository served;

  @BeforeEach
  void start() throws IOException {
    served = new ServedRepository(directory);
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void gitShowsALineForEachRollout() throws Exception {
    String first = served.origin.commit("a.yaml", "a: 1\n");
    String second = served.origin.commit("a.yaml", "a: 2\n");
    assertThat(add(first, "promoted")).isTrue();
    assertThat(add(second, "rolled back")).isTrue();
    assertThat(add(second, "promoted after all")).isTrue();
    assertThat(served.notes())
        .isEqualTo(
            """
            Change a.yaml: rolled back
            promoted after all
            Change a.yaml: promoted
            """);
  }

  @Test
  void theSameLineIsThereOnce() throws Exception {
    String commit = served.origin.commit("a.yaml", "a: 1\n");
    assertThat(add(commit, "promoted")).isTrue();
    assertThat(add(commit, "promoted")).isFalse();
    assertThat(served.notes()).isEqualTo("Change a.yaml: promoted\n");
  }

  private boolean add(String commit, String line) {
    served.cloned().fetch(served.remote(), ServedRepository.MAIN);
    return notes.add(served.cloned(), served.remote(), commit, line, Author.SLUICE);
  }
}
