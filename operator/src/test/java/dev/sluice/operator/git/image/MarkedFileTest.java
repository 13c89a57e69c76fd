package dev.sluice.operator.git.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.crds.ImagePolicyStatus.Found;
import dev.sluice.operator.git.image.MarkedFile.Edited;
import dev.sluice.operator.kube.ProblemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MarkedFileTest {
  private static final String DIGEST = "sha256:" + "ab".repeat(32);

  private static final String MANIFEST =
      """
      # The demo; größer als ASCII: 😀.
      apiVersion: apps/v1
      kind:   Deployment
      metadata: {name: podinfo,   labels: {app: "podinfo"}}   # {"$imagepolicy": "apps:podinfo:tag"}
      spec:
        template:
          spec:
            containers: # {"$imagepolicy": "apps:podinfo"}
              - name: podinfo      # the name
                image: old/podinfo:1.0.0   # {"$imagepolicy": "apps:podinfo"}
                args: [--level,   "debug"]
              - image: 'old/podinfo:1.0.0' # {"$imagepolicy": "apps:podinfo"}
              - image: old/other:1.0.0 # {"$imagepolicy": "apps:other"}
              - image: untouched:1.0.0
      ---
      images:
      - name: podinfo
        newName: "old/podinfo" #   {  "$imagepolicy" :  "apps:podinfo:name" }
        newTag: 1.0.0 # {"$imagepolicy": "apps:podinfo:tag"}
      """;

  @Test
  void setsTheValuesBesideMarkersAndLeavesEveryOtherByteAlone() {
    Edited edited = edit(MANIFEST, new Found("acme/podinfo", "2.0.0", null));
    assertThat(edited.text())
        .isEqualTo(
            MANIFEST
                .replace("old/podinfo:1.0.0   #", "acme/podinfo:2.0.0   #")
                .replace("'old/podinfo:1.0.0'", "'acme/podinfo:2.0.0'")
                .replace("\"old/podinfo\"", "\"acme/podinfo\"")
                .replace("newTag: 1.0.0", "newTag: 2.0.0"));
    assertThat(edited.changes())
        .extracting(MarkedFile.Change::before, MarkedFile.Change::now)
        .containsExactly(
            tuple("old/podinfo:1.0.0", "acme/podinfo:2.0.0"),
            tuple("old/podinfo:1.0.0", "acme/podinfo:2.0.0"),
            tuple("old/podinfo", "acme/podinfo"),
            tuple("1.0.0", "2.0.0"));
  }

  @Test
  void changesNothingASecondTime() {
    Found found = new Found("acme/podinfo", "2.0.0", DIGEST);
    Edited once = edit(MANIFEST, found);
    assertThat(once.changes()).isNotEmpty();
    assertThat(edit(once.text(), found)).isEqualTo(new Edited(once.text(), java.util.List.of()));
  }

  @Test
  void pinsTheDigestWhereThePolicyHasOne() {
    Found found = new Found("acme/podinfo", "2.0.0", DIGEST);
    assertThat(edit(line("image: a:1", ""), found).text())
        .startsWith("image: acme/podinfo:2.0.0@" + DIGEST + " #");
    assertThat(edit(line("digest: sha256:00", ":digest"), found).text())
        .startsWith("digest: " + DIGEST + " #");
    assertThat(edit(line("tag: x", ":tag"), found).text()).startsWith("tag: 2.0.0 #");
  }

  @Test
  void aMarkerForADigestThatIsNotLookedUpIsToldOf() {
    assertThatThrownBy(
            () -> edit(line("digest: sha256:00", ":digest"), new Found("acme/podinfo", "2", null)))
        .isInstanceOf(ProblemException.class)
        .hasMessage(
            "a.yaml: a marker asks for the digest of ImagePolicy podinfo.apps, which looks none up:"
                + " set digest: true there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.10",
        "20240101",
        "1e3",
        "true",
        "null",
        "0x1f",
        "2024-01-01",
        "1_000",
        "~",
        "on"
      })
  void aTagThatYamlTakesForSomethingElseGetsQuotes(String tag) {
    assertThat(edit(line("tag: x", ":tag"), new Found("acme/podinfo", tag, null)).text())
        .startsWith("tag: \"" + tag + "\" #");
  }

  @Test
  void keepsTheLineEndsOfWindows() {
    String windows = MANIFEST.replace("\n", "\r\n");
    Found found = new Found("acme/podinfo", "2.0.0", null);
    assertThat(edit(windows, found).text())
        .isEqualTo(edit(MANIFEST, found).text().replace("\n", "\r\n"));
  }

  @Test
  void aFileWithoutMarkersIsNotRead() {
    String noYaml = "{{ a helm template }}: [";
    assertThat(edit(noYaml, new Found("acme/podinfo", "2.0.0", null)).text()).isEqualTo(noYaml);
  }

  @Test
  void aFileThatIsNoYamlIsNamedWithTheLine() {
    assertThatThrownBy(
            () ->
                edit(
                    "a: [\n" + line("b: c", ":tag") + "d: }\n",
                    new Found("acme/podinfo", "2.0.0", null)))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("a.yaml is no YAML, so its image markers cannot be followed: ")
        .hasMessageContaining(" in line ");
  }

  @Test
  void aBombOfAnchorsIsNotFollowed() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a%1$d: &a%1$d [*a%2$d, *a%2$d, *a%2$d]\n".formatted(i, i - 1));
    }
    assertThat(edit(bomb + line("tag: x", ":tag"), new Found("acme/podinfo", "2.0.0", null)).text())
        .isEqualTo(bomb + line("tag: 2.0.0", ":tag"));
  }

  private static String line(String value, String part) {
    return value + " # {\"$imagepolicy\": \"apps:podinfo" + part + "\"}\n";
  }

  private static Edited edit(String text, @Nullable Found podinfo) {
    return new MarkedFile("a.yaml", text)
        .edit(
            marker ->
                marker.name().equals("podinfo") && marker.namespace().equals("apps")
                    ? Optional.ofNullable(podinfo)
                    : Optional.empty());
  }
}
