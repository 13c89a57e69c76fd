package dev.sluice.operator.git.writeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.git.repository.Origin;
import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ReversalTest {
  private static final String PATH = "deploy/podinfo.yaml";
  private static final Manifest TARGET = new Manifest(PATH, "Deployment", "apps", "podinfo");

  private static final String FILE =
      """
      # The demo.
      apiVersion: v1
      kind: Service
      metadata: {name: podinfo}
      spec:
        ports: [{port: 80}]
      ---
      apiVersion: apps/v1
      kind: Deployment   # größer
      metadata:
        name: podinfo
        namespace: apps
      spec:
        replicas: 2
        template:
          spec:
            containers:
              - name: app
                image: podinfo:1.0.0   # the version
                env:
                  - {name: LEVEL, value: "1"}
                args: [serve]
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: other}
      data: {a: "1"}
      """;

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
  void takesBackTheTargetsPartOfACommitAndNothingElse() {
    String bad = FILE.replace("podinfo:1.0.0", "podinfo:2.0.0").replace("port: 80", "port: 81");
    assertThat(reverted(FILE, bad, bad)).isEqualTo(bad.replace("podinfo:2.0.0", "podinfo:1.0.0"));
  }

  @Test
  void leavesLaterCommitsAlone() {
    String bad = FILE.replace("podinfo:1.0.0", "podinfo:2.0.0");
    String later =
        bad.replace("replicas: 2", "replicas: 5")
            .replace("data: {a: \"1\"}", "data: {a: \"2\"}")
            .replace("# The demo.", "# The demo, with more.\n# Words.");
    assertThat(reverted(FILE, bad, later))
        .isEqualTo(later.replace("podinfo:2.0.0", "podinfo:1.0.0"));
  }

  @Test
  void takesBackAllTheCommitsSinceTheGoodOne() {
    String good = served.origin.commit(PATH, FILE);
    served.origin.commit(PATH, FILE.replace("podinfo:1.0.0", "podinfo:1.5.0"));
    String text =
        FILE.replace("podinfo:1.0.0", "podinfo:2.0.0").replace("value: \"1\"", "value: \"2\"");
    String bad = served.origin.commit(PATH, text);
    assertThat(reverted(good, bad, List.of(TARGET))).containsExactly(Map.entry(PATH, FILE));
  }

  @Test
  void takesBackNothingWhereALaterCommitChangedTheSameLines() {
    String bad = FILE.replace("podinfo:1.0.0", "podinfo:2.0.0");
    assertThatThrownBy(() -> reverted(FILE, bad, FILE.replace("podinfo:1.0.0", "podinfo:3.0.0")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.reason()).isEqualTo("RevertConflict"))
        .hasMessage("a later commit has changed the same lines of %s: it is not taken back", PATH);
  }

  @Test
  void hasNothingToDoWhereSomebodyTookItBackAlready() {
    String good = served.origin.commit(PATH, FILE);
    String bad = served.origin.commit(PATH, FILE.replace("podinfo:1.0.0", "podinfo:2.0.0"));
    served.origin.commit(PATH, FILE);
    assertThat(reverted(good, bad, List.of(TARGET))).isEmpty();
  }

  @Test
  void hasNothingToDoWhereOnlyOthersChanged() {
    String good = served.origin.commit(PATH, FILE);
    String bad = served.origin.commit(PATH, FILE.replace("port: 80", "port: 81"));
    assertThat(reverted(good, bad, List.of(TARGET))).isEmpty();
  }

  @Test
  void keepsTheLineEndsOfWindowsAndAMissingLastOne() {
    String windows = FILE.replace("\n", "\r\n").strip();
    String bad = windows.replace("podinfo:1.0.0", "podinfo:2.0.0");
    assertThat(reverted(windows, bad, bad)).isEqualTo(windows);
    String alone = "kind: Deployment\nmetadata: {name: podinfo}\nspec: {a: 1}";
    assertThat(reverted(alone, alone.replace("1}", "2}"), alone.replace("1}", "2}")))
        .isEqualTo(alone);
  }

  @Test
  void takesBackTheConfigsOfTheTargetToo() {
    String config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: podinfo}\ndata: {a: '1'}\n";
    String good =
        served.origin.commit("main", Map.of(PATH, FILE, "deploy/config.yaml", config), "Good");
    String bad =
        served.origin.commit(
            "main",
            Map.of(
                PATH,
                FILE.replace("podinfo:1.0.0", "podinfo:2.0.0"),
                "deploy/config.yaml",
                config.replace("'1'", "'2'")),
            "Bad");
    assertThat(
            reverted(
                good,
                bad,
                List.of(
                    TARGET, new Manifest("deploy/config.yaml", "ConfigMap", "apps", "podinfo"))))
        .containsExactly(Map.entry(PATH, FILE), Map.entry("deploy/config.yaml", config));
  }

  @Test
  void takesBackTheFilesOfADirectoryThatIsRendered() {
    String good =
        served.origin.commit(
            "main", Map.of("chart/values.yaml", "tag: 1\nsize: 2\n", "chart/a", "1\n"), "Good");
    String bad =
        served.origin.commit(
            "main", Map.of("chart/values.yaml", "tag: 2\nsize: 2\n", "other.yaml", "x\n"), "Bad");
    Manifest rendered = new Manifest("chart", "Deployment", "apps", "podinfo");
    assertThat(reverted(good, bad, List.of(rendered)))
        .containsExactly(Map.entry("chart/values.yaml", "tag: 1\nsize: 2\n"));
  }

  @Test
  void takesBackFilesThatWereAddedRemovedAndChangedBesideTheChart() {
    String good =
        served.origin.commit(
            "main",
            Map.of("chart/a", "1\n", "chart/gone", "1\n", "prod.yaml", "tag: 1\n\n\n\nsize: 1\n"),
            "Good");
    String bad =
        served.origin.commit(
            "main",
            Map.of("chart/new", "1\n", "chart/gone", "", "prod.yaml", "tag: 2\n\n\n\nsize: 1\n"),
            "Bad");
    served.origin.commit("prod.yaml", "tag: 2\n\n\n\nsize: 3\n");
    Manifest rendered =
        new Manifest("chart", List.of("chart", "prod.yaml"), "Deployment", "apps", "podinfo");
    assertThat(reverted(good, bad, List.of(rendered, rendered)))
        .containsOnly(
            Map.entry("chart/gone", "1\n"),
            Map.entry("chart/new", "gone"),
            Map.entry("prod.yaml", "tag: 1\n\n\n\nsize: 3\n"));
    served.origin.commit("chart/new", "2\n");
    assertThatThrownBy(() -> reverted(good, bad, List.of(rendered)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("chart/new");
  }

  @Test
  void takesBackWhatAFileIsToo() {
    served.origin.executable("chart/gone.sh", "1\n");
    served.origin.executable("chart/lost.sh", "1\n\n\n\n2\n");
    served.origin.link("chart/link", "gone.sh");
    String good = served.origin.commit("chart/a", "1\n");
    served.origin.commit("main", Map.of("chart/gone.sh", "", "chart/link", ""), "Remove");
    String bad = served.origin.commit("chart/lost.sh", "1\n\n\n\n2\n");
    served.origin.commit("chart/lost.sh", "1\n\n\n\n3\n");
    Manifest rendered = new Manifest("chart", "Deployment", "apps", "podinfo");
    assertThat(reverted(good, bad, List.of(rendered)))
        .containsOnly(
            Map.entry("chart/gone.sh", "EXECUTABLE 1\n"),
            Map.entry("chart/link", "SYMLINK gone.sh"),
            Map.entry("chart/lost.sh", "EXECUTABLE 1\n\n\n\n3\n"));
  }

  @Test
  void saysSoWhenTheTargetIsNew() {
    String good = served.origin.commit("a.yaml", "a: 1\n");
    String bad = served.origin.commit(PATH, FILE);
    assertThatThrownBy(() -> reverted(good, bad, List.of(TARGET)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("is not in all of the good, the bad and the newest commit");
  }

  @Test
  void movesASubmoduleBackAndLeavesItsRepositoryAlone() {
    served.origin.commit(".gitmodules", Origin.module("lib", "../lib.git"));
    String good = pin("1");
    String bad = pin("2");
    served.origin.commit("unrelated.yaml", "x\n");
    Manifest inside = new Manifest("lib/deploy/podinfo.yaml", "Deployment", "apps", "podinfo");
    assertThat(reverted(good, bad, List.of(inside)))
        .isEqualTo(Map.of("lib", "SUBMODULE " + "1".repeat(40)));
    Manifest chart =
        new Manifest("lib/chart", List.of("lib/chart", "a.yaml"), "Deployment", "apps", "podinfo");
    assertThat(reverted(good, bad, List.of(chart)))
        .isEqualTo(Map.of("lib", "SUBMODULE " + "1".repeat(40)));
    pin("3");
    assertThatThrownBy(() -> reverted(good, bad, List.of(inside)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo("RevertConflict"))
        .hasMessageContaining("the submodule lib was added");
  }

  @Test
  void doesNotMoveASubmoduleBackToWhereItsNewUrlMayNotHaveIt() {
    served.origin.commit(".gitmodules", Origin.module("lib", "../lib.git"));
    String good = pin("1");
    served.origin.submodule("lib", "2".repeat(40));
    String bad = served.origin.commit(".gitmodules", Origin.module("lib", "../other.git"));
    assertThatThrownBy(
            () ->
                reverted(
                    good,
                    bad,
                    List.of(new Manifest("lib/a.yaml", "Deployment", "apps", "podinfo"))))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("or has got another url");
  }

  @Test
  void doesNotMoveASubmoduleBackWhenALaterCommitHasGivenItAnotherUrl() {
    served.origin.commit(".gitmodules", Origin.module("lib", "../lib.git"));
    String good = pin("1");
    String bad = pin("2");
    served.origin.commit(".gitmodules", Origin.module("lib", "../other.git"));
    assertThatThrownBy(
            () ->
                reverted(
                    good,
                    bad,
                    List.of(new Manifest("lib/a.yaml", "Deployment", "apps", "podinfo"))))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("or has got another url");
  }

  private String pin(String digit) {
    served.origin.submodule("lib", digit.repeat(40));
    return served.origin.commit("pin", digit);
  }

  private String reverted(String good, String bad, String later) {
    String goodCommit = served.origin.commit(PATH, good);
    String badCommit = served.origin.commit(PATH, bad);
    served.origin.commit("main", Map.of(PATH, later, "unrelated.yaml", "x\n"), "Later");
    return reverted(goodCommit, badCommit, List.of(TARGET)).getOrDefault(PATH, "nothing");
  }

  private Map<String, String> reverted(String good, String bad, List<Manifest> objects) {
    String now = served.cloned().fetch(served.remote(), ServedRepository.MAIN).sha();
    Map<String, Optional<Edit.File>> files =
        served
            .cloned()
            .tree(
                good,
                before ->
                    served
                        .cloned()
                        .tree(
                            bad,
                            after ->
                                served
                                    .cloned()
                                    .tree(
                                        now, tip -> new Reversal(before, after, tip).of(objects))));
    Map<String, String> texts = new LinkedHashMap<>();
    files.forEach((path, file) -> texts.put(path, file.map(ReversalTest::text).orElse("gone")));
    return texts;
  }

  /** Its content, and before it what it is, unless it is a usual file. */
  private static String text(Edit.File file) {
    String text = file.content().string(StandardCharsets.ISO_8859_1);
    return file.kind() == Tree.Kind.FILE ? text : file.kind() + " " + text;
  }
}
