package dev.sluice.operator.git.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commits that the real git signs, with the real gpg and OpenSSH. */
@Timeout(180)
final class TrustedKeysTest {
  @TempDir private Path directory;
  private SigningTeam team;

  @BeforeEach
  void start() throws IOException {
    Stream.of("git", "gpg", "ssh-keygen")
        .forEach(
            program -> assumeTrue(isInstalled(program), program + " is not installed; skipped"));
    team = new SigningTeam(directory);
  }

  @AfterEach
  void stop() {
    if (team != null) {
      team.close();
    }
  }

  @Test
  void takesACommitThatATrustedOpenPgpKeyHasSigned() {
    team.openPgpKey("ada", "never");
    team.openPgpKey("bob", "never");
    String sha = team.commitWithOpenPgp("bob");
    accepts(sha, Map.of("team.asc", team.openPgpPublic("ada", "bob")));
    accepts(sha, Map.of("a", team.openPgpPublic("ada"), "b", team.openPgpPublic("bob")));
  }

  @Test
  void takesASubkeyOfATrustedOpenPgpKey() {
    team.openPgpKey("ada", "never");
    team.openPgpSubkey("ada");
    accepts(team.commitWithOpenPgp("ada"), Map.of("ada.asc", team.openPgpPublic("ada")));
  }

  @Test
  void refusesAnOpenPgpKeyThatIsNotTrustedAndNamesIt() {
    team.openPgpKey("ada", "never");
    team.openPgpKey("eve", "never");
    String sha = team.commitWithOpenPgp("eve");
    refuses(
        sha,
        Map.of("ada.asc", team.openPgpPublic("ada"), "ada.pub", team.sshPublic("ada")),
        "SignatureUntrusted",
        "which is none of spec.verify");
  }

  @Test
  void refusesAnOpenPgpKeyThatWasRevoked() throws IOException {
    team.openPgpKey("ada", "never");
    String sha = team.commitWithOpenPgp("ada");
    accepts(sha, Map.of("ada.asc", team.openPgpPublic("ada")));
    team.revoke("ada");
    refuses(sha, Map.of("ada.asc", team.openPgpPublic("ada")), "SignatureUntrusted", "was revoked");
  }

  @Test
  void refusesAnOpenPgpKeyThatHasExpiredSince() {
    team.openPgpKey("ada", "1d");
    String sha = team.commitWithOpenPgp("ada");
    Map<String, String> keys = Map.of("ada.asc", team.openPgpPublic("ada"));
    accepts(sha, keys);
    TrustedKeys later =
        TrustedKeys.of(keys, "keys", InstantSource.fixed(Instant.now().plus(Duration.ofDays(2))));
    assertThatThrownBy(() -> later.verify(team.repository(), sha))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo("SignatureUntrusted"))
        .hasMessageContaining("has expired");
  }

  @Test
  void takesACommitThatATrustedSshKeyHasSigned() {
    String sha = team.commitWithSsh("ada");
    accepts(sha, Map.of("keys", team.sshPublic("bob") + "\n# ours\n" + team.sshPublic("ada")));
    accepts(
        sha, Map.of("allowed_signers", "ada@example.com,*@example.org " + team.sshPublic("ada")));
  }

  @Test
  void refusesAnSshKeyThatIsNotTrustedAndNamesIt() {
    String sha = team.commitWithSsh("eve");
    refuses(sha, Map.of("ada", team.sshPublic("ada")), "SignatureUntrusted", "SHA256:");
    refuses(
        sha,
        Map.of("eve", "* namespaces=\"file\" " + team.sshPublic("eve")),
        "SignatureUntrusted",
        "namespace");
    refuses(
        sha,
        Map.of("eve", "* valid-before=\"20200101\" " + team.sshPublic("eve")),
        "SignatureUntrusted",
        "look at valid-after, valid-before");
  }

  @Test
  void refusesACommitThatIsNotSigned() {
    refuses(
        team.commit(), Map.of("ada", team.sshPublic("ada")), "SignatureMissing", "by ada is not");
  }

  @Test
  void refusesASignatureThatWasMadeForAnotherCommit() throws IOException {
    team.openPgpKey("ada", "never");
    Map<String, String> keys =
        Map.of("asc", team.openPgpPublic("ada"), "pub", team.sshPublic("ada"));
    refuses(team.forge(team.commitWithOpenPgp("ada")), keys, "SignatureInvalid", "does not fit");
    refuses(team.forge(team.commitWithSsh("ada")), keys, "SignatureInvalid", "does not fit");
  }

  @Test
  void saysWhatIsWrongWithTheKeys() {
    team.openPgpKey("ada", "never");
    unreadable(Map.of(), "holds no key");
    unreadable(Map.of("a", "not a key"), "no SSH public key");
    unreadable(Map.of("a", team.openPgpPrivate("ada")), "holds a private key");
    unreadable(Map.of("a", team.openPgpPublic("ada").substring(0, 200)), "no OpenPGP public key");
  }

  private void accepts(String sha, Map<String, String> keys) {
    assertThatCode(() -> trusted(keys).verify(team.repository(), sha)).doesNotThrowAnyException();
  }

  private void refuses(String sha, Map<String, String> keys, String reason, String words) {
    assertThatThrownBy(() -> trusted(keys).verify(team.repository(), sha))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(sha.substring(0, 7))
        .hasMessageContaining(words);
  }

  private static void unreadable(Map<String, String> keys, String words) {
    assertThatThrownBy(() -> trusted(keys))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo("KeysUnreadable"))
        .hasMessageContaining(words);
  }

  private static TrustedKeys trusted(Map<String, String> keys) {
    return TrustedKeys.of(keys, "keys", InstantSource.system());
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
