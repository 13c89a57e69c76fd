package dev.sluice.operator.http;

import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * What a request identifies itself with, and whom it trusts. Prints nothing of it.
 *
 * @param authorization value of the {@code Authorization} header
 * @param caPem certificates in PEM that are trusted beside the platform's
 */
public record Credentials(@Nullable String authorization, @Nullable String caPem) {
  /** Anonymous, trusting the platform's certificates. */
  public static final Credentials NONE = new Credentials(null, null);

  /**
   * From a Secret's keys: {@code token} (bearer), or {@code username} and {@code password} (basic);
   * and {@code ca.crt}. A Secret with {@code ca.crt} alone is enough; an empty one is not.
   *
   * @param whose begins the sentence of the problem
   * @throws ProblemException when a key is missing
   */
  public static Credentials of(Map<String, String> secret, String whose) {
    String ca = secret.get("ca.crt");
    String token = secret.get("token");
    if (token != null) {
      return new Credentials("Bearer " + token.strip(), ca);
    }
    String username = secret.get("username");
    String password = secret.get("password");
    if (username == null && password == null && ca != null) {
      return new Credentials(null, ca);
    }
    if (username == null) {
      throw incomplete(whose, "username");
    }
    if (password == null) {
      throw incomplete(whose, "password");
    }
    return new Credentials(
        okhttp3.Credentials.basic(username, password, StandardCharsets.UTF_8), ca);
  }

  /** What to send to an address: these, or else the user and password that it carries itself. */
  public @Nullable String authorizationFor(HttpUrl address) {
    if (authorization != null || address.username().isEmpty()) {
      return authorization;
    }
    return okhttp3.Credentials.basic(
        address.username(), address.password(), StandardCharsets.UTF_8);
  }

  /**
   * A Secret's data, decoded.
   *
   * @throws ProblemException when it is not there
   */
  public static Map<String, String> read(Cluster cluster, String namespace, String name) {
    Secret secret =
        cluster
            .get(Secret.class, namespace, name)
            .orElseThrow(
                () ->
                    new ProblemException(
                        "SecretNotFound",
                        "secret \"%s\" not found in namespace %s".formatted(name, namespace)));
    return decoded(secret);
  }

  /** A Secret's data as text. */
  public static Map<String, String> decoded(Secret secret) {
    Map<String, String> data = new HashMap<>();
    if (secret.getData() != null) {
      secret.getData().forEach((key, value) -> data.put(key, decoded(value)));
    }
    return data;
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private static ProblemException incomplete(String whose, String key) {
    return new ProblemException(
        "CredentialsIncomplete",
        "%s credentials does not contain a %s: the secret needs a token, or a username and a password"
            .formatted(whose, key));
  }

  @Override
  public String toString() {
    return authorization == null ? "Credentials[none]" : "Credentials[hidden]";
  }
}
