package dev.sluice.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is generated from the records and committed. {@code make crds} runs this test with the
 * property {@code sluice.regenerate}, and it writes the files in place of comparing them.
 */
class GeneratedFilesTest {
  @TestFactory
  Stream<DynamicTest> committedFilesAreWhatTheRecordsSay() {
    Map<Path, String> files = new LinkedHashMap<>();
    Path root = Repository.root();
    CrdYaml.files()
        .forEach((name, text) -> files.put(root.resolve("charts/sluice/crds").resolve(name), text));
    ReferencePage.files()
        .forEach((name, text) -> files.put(root.resolve("docs/reference").resolve(name), text));
    return files.entrySet().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    root.relativize(file.getKey()).toString(),
                    () -> check(file.getKey(), file.getValue())));
  }

  private static void check(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("sluice.regenerate")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(file)
        .as("%s is stale: run `make crds` and commit what it changes", file.getFileName())
        .exists()
        .hasContent(expected);
  }
}
