package dev.sluice.operator.git.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.git.signature.SshKeys;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against Git's own programs behind an SSH server. */
@Timeout(120)
final class SshCloneTest {
  private static final GitRef MAIN = new GitRef.Branch("main");

  @TempDir private Path directory;
  private final KeyPair hostKey = SshKeys.generate();
  private final KeyPair user = SshKeys.generate();
  private Origin origin;
  private SshGitServer server;
  private Repositories repositories;

  @BeforeEach
  void start() throws IOException {
    origin = new Origin(directory.resolve("served/app.git"));
    server = new SshGitServer(directory.resolve("served"), hostKey, user.getPublic());
    repositories =
        new Repositories(
            directory.resolve("cache"), Limits.DEFAULT, List.of(), InstantSource.system());
  }

  @AfterEach
  void stop() {
    repositories.close();
    server.close();
    origin.close();
  }

  @Test
  void fetchesAndFetchesWhatIsNew() {
    String first = origin.commit("a", "1");
    assertThat(fetch(user, server.knownHosts()).sha()).isEqualTo(first);
    String second = origin.commit("a", "2");
    assertThat(fetch(user, server.knownHosts()).sha()).isEqualTo(second);
  }

  @Test
  void pushes() {
    String first = origin.commit("a", "1");
    fetch(user, server.knownHosts());
    Remote remote = remote(user, server.knownHosts());
    assertThat(repositories.of(remote).push(remote, first, "refs/heads/copy", null)).isTrue();
    assertThat(origin.head("copy")).isEqualTo(first);
  }

  @Test
  void readsKeysAsPeopleHaveThem() throws Exception {
    String sha = origin.commit("a", "1");
    for (String password : new String[] {null, "open sesame"}) {
      Map<String, String> secret = new java.util.HashMap<>();
      secret.put("identity", SshKeys.privateText(user, password));
      secret.put("known_hosts", server.knownHosts());
      if (password != null) {
        secret.put("password", password);
      }
      String url = server.url("app.git");
      Remote remote = new Remote(url, GitCredentials.of(secret, url, "deploy-key"));
      assertThat(repositories.of(remote).fetch(remote, MAIN).sha()).isEqualTo(sha);
      assertThat(GitCredentials.of(secret, url, "deploy-key").fingerprint())
          .as("of the same key, read again")
          .isEqualTo(remote.credentials().fingerprint())
          .isNotEqualTo(GitCredentials.NONE.fingerprint());
    }
  }

  @Test
  void saysWhatASecretLacks() throws Exception {
    String url = server.url("app.git");
    expect(
        "CredentialsIncomplete", () -> GitCredentials.of(Map.of(), url, "s"), "no key 'identity'");
    String pem = SshKeys.privateText(user, "secret");
    expect(
        "CredentialsIncomplete",
        () -> GitCredentials.of(Map.of("identity", pem), url, "s"),
        "no key 'known_hosts'");
    expect(
        "CredentialsUnreadable",
        () -> GitCredentials.of(Map.of("identity", pem, "known_hosts", "a"), url, "s"),
        "if it has a passphrase");
    expect(
        "CredentialsUnreadable",
        () -> GitCredentials.of(Map.of("identity", "hello", "known_hosts", "a"), url, "s"),
        "no private key");
  }

  @Test
  void refusesAServerThatItDoesNotKnow() {
    origin.commit("a", "1");
    expect("HostKeyUnknown", () -> fetch(user, "# nobody\n"), "is not in known_hosts");
    expect(
        "HostKeyUnknown",
        () -> fetch(user, server.knownHosts().replace("127.0.0.1", "127.0.0.2")),
        "ssh-keyscan");
  }

  @Test
  void refusesAServerWithAnotherKeyOrARevokedOne() {
    origin.commit("a", "1");
    expect(
        "HostKeyChanged",
        () -> fetch(user, server.knownHosts(SshKeys.generate().getPublic())),
        "somebody may listen in");
    expect(
        "HostKeyRevoked",
        () -> fetch(user, "@revoked " + server.knownHosts() + server.knownHosts()),
        "is revoked");
  }

  @Test
  void saysThatAKeyIsNotAccepted() {
    origin.commit("a", "1");
    expect(
        "AuthenticationFailed",
        () -> fetch(SshKeys.generate(), server.knownHosts()),
        "check that the public key");
  }

  @Test
  void saysThatARepositoryIsNotThere() {
    Remote gone =
        new Remote(server.url("gone.git"), remote(user, server.knownHosts()).credentials());
    expect(
        "RepositoryNotFound", () -> repositories.of(gone).fetch(gone, MAIN), "is not a repository");
  }

  private Revision fetch(KeyPair key, String knownHosts) {
    Remote remote = remote(key, knownHosts);
    return repositories.of(remote).fetch(remote, MAIN);
  }

  private Remote remote(KeyPair key, String knownHosts) {
    return new Remote(
        server.url("app.git"), new GitCredentials(Credentials.NONE, List.of(key), knownHosts));
  }

  private static void expect(String reason, ThrowingCallable call, String part) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).as("%s", e).isEqualTo(reason))
        .hasMessageContaining(part);
  }
}
