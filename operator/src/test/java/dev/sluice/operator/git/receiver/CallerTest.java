package dev.sluice.operator.git.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.ReceiverSpec.Sender;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The signatures are those that {@code openssl dgst -hmac} prints. */
final class CallerTest {
  /** The example of GitHub's documentation. */
  private static final String TOKEN = "It's a Secret to Everybody";

  private static final String BODY = "Hello, World!";
  private static final String SHA256 =
      "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  private static final String SHA1 = "01dc10d0c83e72ed246219cdd91669667fe2ca59";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GitHub | X-Hub-Signature-256 | sha256=" + SHA256,
        "Gitea | X-Gitea-Signature | " + SHA256,
        "Bitbucket | X-Hub-Signature | sha256=" + SHA256,
        "GenericHmac | X-Signature | sha256=" + SHA256,
        "GenericHmac | X-Signature | sha1=" + SHA1,
        "GitLab | X-Gitlab-Token | " + TOKEN,
        "Registry | Authorization | " + TOKEN,
        "Registry | Authorization | Bearer " + TOKEN,
      })
  void isKnownByItsTokenOrSignature(Sender type, String header, String value) {
    assertThat(caller(header, value, BODY).knows(TOKEN, type)).isTrue();
    assertThat(caller(header, value, BODY).knows("another", type)).isFalse();
    assertThat(caller(header, value + "0", BODY).knows(TOKEN, type)).isFalse();
    assertThat(caller(header, "", BODY).knows(TOKEN, type)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"GitHub", "Gitea", "Bitbucket", "GenericHmac"})
  void aSignatureIsOfThisBodyAlone(Sender type) {
    for (String header :
        new String[] {
          "X-Hub-Signature-256", "X-Gitea-Signature", "X-Hub-Signature", "X-Signature"
        }) {
      assertThat(caller(header, "sha256=" + SHA256, BODY + " ").knows(TOKEN, type)).isFalse();
      assertThat(caller(header, SHA256, BODY + " ").knows(TOKEN, type)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsKnownOfACallerWithoutHeaders(Sender type) {
    Caller caller = new Caller(name -> null, new byte[0]);
    assertThat(caller.knows(TOKEN, type)).isFalse();
    assertThat(caller.event(type)).isEmpty();
  }

  @Test
  void aSignatureOfAnAlgorithmThatIsNotOursIsNone() {
    assertThat(caller("X-Signature", "md5=00", BODY).knows(TOKEN, Sender.GenericHmac)).isFalse();
    assertThat(caller("X-Hub-Signature-256", "sha1=" + SHA1, BODY).knows(TOKEN, Sender.GitHub))
        .isFalse();
  }

  private static Caller caller(String header, String value, String body) {
    return new Caller(Map.of(header, value)::get, body.getBytes(StandardCharsets.UTF_8));
  }
}
