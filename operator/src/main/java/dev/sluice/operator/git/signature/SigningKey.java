package dev.sluice.operator.git.signature;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.CommitBuilder;
import org.jspecify.annotations.Nullable;

/** An SSH key that our own commits are signed with. Prints nothing of it. */
public final class SigningKey {
  private final String identity;
  private final @Nullable String password;
  private final String secret;

  private SigningKey(String identity, @Nullable String password, String secret) {
    this.identity = identity;
    this.password = password;
    this.secret = secret;
  }

  /**
   * From a Secret: {@code identity} is a private key in PEM or OpenSSH's format, {@code password}
   * that of the key, if it has one.
   *
   * @param secret its name, for messages
   * @throws ProblemException {@code CredentialsIncomplete}
   */
  public static SigningKey of(Map<String, String> data, String secret) {
    String identity = data.get("identity");
    if (identity == null || identity.isBlank()) {
      throw new ProblemException(
          "CredentialsIncomplete",
          "secret %s has no key 'identity': to sign commits it must hold an SSH private key"
              .formatted(secret));
    }
    return new SigningKey(identity.strip() + "\n", data.get("password"), secret);
  }

  /**
   * Signs a commit that is otherwise complete.
   *
   * @throws ProblemException {@code CredentialsUnreadable} when the key is none, or the password is
   *     another one
   */
  public void sign(CommitBuilder commit) {
    try {
      commit.setGpgSignature(SshSignature.of(commit.build(), pair()));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  private KeyPair pair() throws IOException, GeneralSecurityException {
    List<KeyPair> pairs = PrivateKeys.read(identity, password);
    if (pairs.isEmpty()) {
      throw new InvalidKeyException("no private key");
    }
    return pairs.getFirst();
  }

  private ProblemException unreadable(Exception cause) {
    return new ProblemException(
        "CredentialsUnreadable",
        "secret %s: commits cannot be signed with the key 'identity'; it must be an SSH private key, with its passphrase under the key 'password' if it has one"
            .formatted(secret),
        cause);
  }

  @Override
  public String toString() {
    return "SigningKey[hidden]";
  }
}
