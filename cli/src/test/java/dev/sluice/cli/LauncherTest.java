package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./sluice}, in a source tree whose JDK and build are stand-ins. */
class LauncherTest {
  private static final Path SOURCE = Path.of("..").toAbsolutePath().normalize();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  @Test
  void buildsWhatIsMissingOnceAndPassesTheArgumentsOn() throws Exception {
    Path root = tree("touch cli/target/sluice.jar");

    Run first = run(root, Map.of(), root.resolve("sluice").toString(), "operator", "two words");
    Run second = run(root, Map.of(), root.resolve("sluice").toString(), "version");

    assertThat(first.status).isZero();
    assertThat(first.output)
        .contains("Building Sluice")
        .contains("[operator]")
        .contains("[two words]");
    assertThat(second.output).doesNotContain("Building Sluice").contains("[version]");
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    Path root = tree("touch cli/target/sluice.jar");
    run(root, Map.of(), root.resolve("sluice").toString());
    Path source = root.resolve("cli/src/main/New.java");
    Files.writeString(source, "new");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));

    assertThat(run(root, Map.of(), root.resolve("sluice").toString()).output)
        .contains("Building Sluice");
  }

  @Test
  void showsTheBuildsWordsOnlyWhenItFails() throws Exception {
    Path root = tree("echo the compiler is cross; exit 1");

    Run run = run(root, Map.of(), root.resolve("sluice").toString(), "version");

    assertThat(run.status).isEqualTo(1);
    assertThat(run.output).contains("the compiler is cross").contains("the build failed");
  }

  @Test
  void worksFromAnywhereThroughASymlinkAsAKubectlPlugin() throws Exception {
    Path root = tree("touch cli/target/sluice.jar");
    Path elsewhere = Files.createDirectories(dir.resolve("elsewhere"));
    Path link = elsewhere.resolve("kubectl-sluice");
    Files.createSymbolicLink(link, root.resolve("sluice"));

    Run run = run(elsewhere, Map.of(), "./kubectl-sluice", "version");

    assertThat(run.status).isZero();
    assertThat(run.output).contains("[-Dsluice.command=kubectl sluice]").contains("[version]");
  }

  @Test
  void takesTheFirstJdkThatIsNewEnough() throws Exception {
    Path old = jdk("21");
    Path enough = jdk("26");

    Run run =
        run(
            SOURCE,
            Map.of("JAVA_HOME", old.toString(), "JAVA_HOME_25_X64", enough.toString()),
            SOURCE.resolve(".ci/find-jdk").toString());

    assertThat(run.output.strip()).isEqualTo(enough.toString());
  }

  /** A source tree of the launcher's own parts, with this shell line as its build. */
  private Path tree(String build) throws IOException {
    Path root = dir.resolve("a tree");
    Files.createDirectories(root.resolve("cli/src/main"));
    Files.createDirectories(root.resolve(".ci"));
    Files.writeString(root.resolve("pom.xml"), "");
    Files.copy(SOURCE.resolve("sluice"), root.resolve("sluice"));
    Path jdk = jdk("25");
    script(root.resolve(".ci/find-jdk"), "echo '" + jdk + "'");
    script(root.resolve("mvnw"), build);
    script(root.resolve("sluice"), null);
    return root;
  }

  private Path jdk(String version) throws IOException {
    Path home = Files.createDirectories(dir.resolve("jdk-" + version));
    Files.createDirectories(home.resolve("bin"));
    script(home.resolve("bin/javac"), "echo javac " + version + ".0.1");
    script(home.resolve("bin/java"), "printf '[%s]\\n' \"$@\"");
    return home;
  }

  private static void script(Path file, @Nullable String line) throws IOException {
    if (line != null) {
      Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Run(int status, String output) {}

  private static Run run(Path cwd, Map<String, String> env, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command)).directory(cwd.toFile()).redirectErrorStream(true);
    builder.environment().putAll(env);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Run(process.exitValue(), output);
  }
}
