package dev.sluice.operator.git.receiver;

import dev.sluice.crds.ReceiverSpec.Sender;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How each kind of caller shows that it knows the token, and names the event. All comparisons take
 * the same time whatever is compared.
 *
 * <p>Source: the webhook references of GitHub, GitLab, Gitea and Bitbucket; Flux's {@code
 * generic-hmac}; the notifications of docker-registry and Harbor.
 */
final class Caller {
  private static final Map<String, String> MACS =
      Map.of("sha1", "HmacSHA1", "sha256", "HmacSHA256", "sha512", "HmacSHA512");

  private final Function<String, @Nullable String> headers;
  private final byte[] body;

  /**
   * @param headers the first value of a header by its name, or null
   */
  Caller(Function<String, @Nullable String> headers, byte[] body) {
    this.headers = headers;
    this.body = body;
  }

  /** Whether it knows the token. */
  boolean knows(String token, Sender type) {
    return switch (type) {
      case GitHub -> signed(headers.apply("X-Hub-Signature-256"), token, "sha256");
      case Gitea -> signed(prefixed(headers.apply("X-Gitea-Signature")), token, "sha256");
      case Bitbucket -> signed(headers.apply("X-Hub-Signature"), token, "sha256");
      case GenericHmac -> signed(headers.apply("X-Signature"), token, "sha1", "sha256", "sha512");
      case GitLab -> same(headers.apply("X-Gitlab-Token"), token);
      case Registry -> {
        String shown = headers.apply("Authorization");
        boolean bearer = same(shown, "Bearer " + token);
        yield bearer || same(shown, token);
      }
    };
  }

  /** What it names the event; empty where its kind names none. */
  Optional<String> event(Sender type) {
    return Optional.ofNullable(
        switch (type) {
          case GitHub -> headers.apply("X-GitHub-Event");
          case Gitea -> headers.apply("X-Gitea-Event");
          case GitLab -> headers.apply("X-Gitlab-Event");
          case Bitbucket -> headers.apply("X-Event-Key");
          case GenericHmac, Registry -> null;
        });
  }

  private static @Nullable String prefixed(@Nullable String hex) {
    return hex == null ? null : "sha256=" + hex;
  }

  private boolean signed(@Nullable String signature, String token, String... algorithms) {
    if (signature == null) {
      return false;
    }
    for (String algorithm : algorithms) {
      String prefix = algorithm + "=";
      if (signature.startsWith(prefix)) {
        String shown = signature.substring(prefix.length()).toLowerCase(Locale.ROOT);
        return same(shown, HexFormat.of().formatHex(mac(algorithm, token)));
      }
    }
    return false;
  }

  private byte[] mac(String algorithm, String token) {
    String name = MACS.getOrDefault(algorithm, "");
    try {
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), name));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }

  private static boolean same(@Nullable String shown, String expected) {
    return shown != null
        && MessageDigest.isEqual(
            shown.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }
}
