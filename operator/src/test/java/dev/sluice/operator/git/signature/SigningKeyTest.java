package dev.sluice.operator.git.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.git.repository.Origin;
import dev.sluice.operator.kube.ProblemException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class SigningKeyTest {
  private final KeyPair pair = SshKeys.generate();
  @TempDir private Path directory;
  private Origin origin;

  @BeforeEach
  void start() {
    origin = new Origin(directory.resolve("app.git"));
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "open sesame")
  void signsSoThatWhoTrustsTheKeyTakesTheCommit(@Nullable String password) throws Exception {
    origin.signWith(SigningKey.of(secret(SshKeys.privateText(pair, password), password), "key"));
    String sha = origin.commit("a", "1");
    TrustedKeys.of(Map.of("a", SshKeys.publicText(pair)), "keys", InstantSource.system())
        .verify(origin.repository(), sha);
    TrustedKeys others =
        TrustedKeys.of(
            Map.of("a", SshKeys.publicText(SshKeys.generate())), "keys", InstantSource.system());
    assertThatThrownBy(() -> others.verify(origin.repository(), sha))
        .isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @CsvSource({"ssh-rsa, 2048", "ssh-ed25519, 256", "ecdsa-sha2-nistp521, 521"})
  void signsWithKeysOfAllKinds(String type, int bits) throws Exception {
    KeyPair other = SshKeys.generate(type, bits);
    origin.signWith(SigningKey.of(secret(SshKeys.privateText(other, null), null), "key"));
    String sha = origin.commit("a", "1");
    TrustedKeys.of(Map.of("a", SshKeys.publicText(other)), "keys", InstantSource.system())
        .verify(origin.repository(), sha);
  }

  @Test
  void saysWhatIsWrongWithTheKey() {
    refuses(Map.of(), "CredentialsIncomplete", "no key 'identity'");
    refuses(secret("no key", null), "CredentialsUnreadable", "must be an SSH private key");
    String locked = SshKeys.privateText(pair, "open sesame");
    refuses(secret(locked, null), "CredentialsUnreadable", "under the key 'password'");
    refuses(secret(locked, "open barley"), "CredentialsUnreadable", "under the key 'password'");
  }

  private void refuses(Map<String, String> secret, String reason, String words) {
    assertThatThrownBy(
            () -> {
              origin.signWith(SigningKey.of(secret, "key"));
              origin.commit("a", "1");
            })
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(words)
        .hasMessageNotContaining("barley");
  }

  private static Map<String, String> secret(String identity, @Nullable String password) {
    Map<String, String> secret = new HashMap<>(Map.of("identity", identity));
    if (password != null) {
      secret.put("password", password);
    }
    return secret;
  }
}
