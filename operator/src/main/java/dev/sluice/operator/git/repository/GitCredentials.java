package dev.sluice.operator.git.repository;

import dev.sluice.operator.git.signature.PrivateKeys;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What one identifies oneself with to a Git server. Prints nothing of it.
 *
 * @param http for HTTP and HTTPS
 * @param keys for SSH, tried in this order
 * @param knownHosts for SSH: who the server must be, in the format of OpenSSH's {@code known_hosts}
 */
public record GitCredentials(Credentials http, List<KeyPair> keys, String knownHosts) {
  /** Nobody in particular. */
  public static final GitCredentials NONE = new GitCredentials(Credentials.NONE, List.of(), "");

  public GitCredentials {
    keys = List.copyOf(keys);
  }

  /**
   * From a Secret, under the keys that Flux uses. For HTTPS {@code username} and {@code password},
   * or {@code bearerToken} (or {@code token}), and {@code ca.crt}; for SSH {@code identity} (a
   * private key in PEM or OpenSSH's format), {@code password} (of that key), {@code known_hosts}.
   *
   * @param url decides which of the keys are read
   * @param secret its name, for messages
   * @throws ProblemException when something is missing or cannot be read
   */
  public static GitCredentials of(Map<String, String> data, String url, String secret) {
    return url.startsWith("ssh:") ? ssh(data, secret) : http(data, secret);
  }

  private static GitCredentials http(Map<String, String> data, String secret) {
    Map<String, String> known = new HashMap<>(data);
    String bearer = known.remove("bearerToken");
    if (bearer != null) {
      known.put("token", bearer);
    }
    return new GitCredentials(Credentials.of(known, "secret " + secret + ":"), List.of(), "");
  }

  private static GitCredentials ssh(Map<String, String> data, String secret) {
    String identity = data.get("identity");
    if (identity == null) {
      throw incomplete(secret, "identity", "a private key");
    }
    String knownHosts = data.get("known_hosts");
    if (knownHosts == null || knownHosts.isBlank()) {
      throw incomplete(secret, "known_hosts", "what `ssh-keyscan` prints of the server");
    }
    return new GitCredentials(
        Credentials.NONE, keys(identity, data.get("password"), secret), knownHosts);
  }

  private static List<KeyPair> keys(String identity, @Nullable String password, String secret) {
    try {
      List<KeyPair> keys = PrivateKeys.read(identity, password);
      if (!keys.isEmpty()) {
        return keys;
      }
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(secret, e);
    }
    throw unreadable(secret, null);
  }

  private static ProblemException unreadable(String secret, @Nullable Exception cause) {
    return new ProblemException(
        "CredentialsUnreadable",
        "secret %s: the key 'identity' is no private key that can be read; if it has a passphrase, put that under the key 'password'"
            .formatted(secret),
        cause);
  }

  private static ProblemException incomplete(String secret, String key, String what) {
    return new ProblemException(
        "CredentialsIncomplete",
        "secret %s has no key '%s': for an ssh:// URL it must hold %s"
            .formatted(secret, key, what));
  }

  /** The same for those who prove to a server to be the same; nothing can be learned from it. */
  String fingerprint() {
    Buffer proof = new Buffer().writeUtf8(String.valueOf(http.authorization()));
    for (KeyPair key : keys) {
      byte[] encoded = key.getPrivate().getEncoded();
      proof.writeInt(encoded.length).write(encoded);
    }
    return proof.sha256().hex();
  }

  @Override
  public String toString() {
    return "GitCredentials[hidden]";
  }
}
