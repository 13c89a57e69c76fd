package dev.sluice.playground.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.playground.host.Checkout.Entry;
import dev.sluice.playground.host.Checkout.Person;
import dev.sluice.playground.host.Webhook.Proof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHostTest {
  private static final Person ADA = Person.named("Ada");
  private static final Person GRACE = Person.named("Grace");

  @TempDir private Path directory;
  private GitHost host;
  private String url;

  @BeforeEach
  void start() throws IOException {
    host = GitHost.start(directory.resolve("served"));
    url = host.create("podinfo");
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void whatOnePersonPushesTheOtherBuildsOn() throws IOException {
    try (Checkout ada = Checkout.of(url, directory.resolve("ada"));
        Checkout grace = Checkout.of(url, directory.resolve("grace"))) {
      final String first = ada.commit(ADA, "Begin", Map.of("deploy/app.yaml", "a: 1\n"));
      ada.push();
      final String second = grace.commit(GRACE, "Go on\n\nText.", Map.of("b.yaml", "b: 2\n"));
      grace.push();

      assertThat(ada.read("b.yaml")).isEqualTo("b: 2\n");
      assertThat(ada.read("deploy/app.yaml")).isEqualTo("a: 1\n");
      assertThat(ada.log())
          .containsExactly(
              new Entry(second, "Grace", "Go on", List.of()),
              new Entry(first, "Ada", "Begin", List.of()));
    }
  }

  @Test
  void gitItselfClonesPushesAndReadsNotes() throws Exception {
    try (Checkout ada = Checkout.of(url, directory.resolve("ada"))) {
      ada.commit(ADA, "Begin", Map.of("app.yaml", "a: 1\n"));
      ada.push();
      Path work = directory.resolve("visitor");
      git(directory, "clone", "--quiet", url, work.toString());
      Files.writeString(work.resolve("app.yaml"), "a: 2\n");
      git(work, "commit", "--quiet", "-a", "-m", "Change it");
      git(work, "notes", "--ref=sluice", "add", "-m", "Promoted");
      git(work, "push", "--quiet", "origin", "main", "refs/notes/sluice");

      assertThat(ada.read("app.yaml")).isEqualTo("a: 2\n");
      assertThat(ada.log().getFirst().subject()).isEqualTo("Change it");
      assertThat(ada.log().getFirst().notes()).containsExactly("Promoted");
    }
  }

  @Test
  void nobodyForcesABranch() throws Exception {
    try (Checkout ada = Checkout.of(url, directory.resolve("ada"))) {
      ada.commit(ADA, "Begin", Map.of("app.yaml", "a: 1\n"));
      ada.push();
    }
    Path other = directory.resolve("other");
    try (Git git = Git.init().setDirectory(other.toFile()).call()) {
      git.commit()
          .setMessage("Another history")
          .setAuthor("M", "m@example.com")
          .setSign(false)
          .call();
      assertThat(
              git.push()
                  .setRemote(url)
                  .setRefSpecs(new RefSpec("+HEAD:refs/heads/main"))
                  .call()
                  .iterator()
                  .next()
                  .getRemoteUpdate("refs/heads/main")
                  .getStatus())
          .isEqualTo(RemoteRefUpdate.Status.REJECTED_OTHER_REASON);
    }
  }

  @Test
  void tellsOfPushesWithASignature() throws Exception {
    try (Hook hook = new Hook();
        Checkout ada = Checkout.of(url, directory.resolve("ada"))) {
      host.onPush("podinfo", new Webhook(hook.url(), "secret", Proof.SIGNATURE));
      String commit = ada.commit(ADA, "Begin", Map.of("app.yaml", "a: 1\n"));
      ada.push();

      Hook.Call call = hook.next();
      assertThat(call.body())
          .isEqualTo(
              "{\"repository\":\"podinfo.git\",\"ref\":\"refs/heads/main\",\"before\":\"%s\",\"after\":\"%s\"}"
                  .formatted("0".repeat(40), commit));
      assertThat(call.signature()).matches("sha256=[0-9a-f]{64}");
    }
  }

  @Test
  void knowsOnlyItsOwnRepositories() {
    assertThatThrownBy(() -> Checkout.of(url.replace("podinfo", "other"), directory.resolve("x")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other.git cannot be cloned");
  }

  private static void git(Path directory, String... arguments) throws Exception {
    ProcessBuilder git = new ProcessBuilder("git");
    git.command().addAll(List.of("-c", "user.name=Visitor", "-c", "user.email=v@example.com"));
    git.command().addAll(List.of(arguments));
    Process process = git.directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
