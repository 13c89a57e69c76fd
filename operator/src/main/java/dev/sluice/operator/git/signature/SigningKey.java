package dev.sluice.operator.git.signature;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.UnsupportedCredentialItem;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.signing.ssh.SshSignerFactory;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
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
  public void sign(Repository local, CommitBuilder commit, PersonIdent committer)
      throws IOException {
    // JGit reads the key from a file; this one can be read by its owner alone.
    Path file = Files.createTempFile("signing", "key");
    try {
      Files.writeString(file, identity);
      commit.setGpgSignature(
          new SshSignerFactory()
              .create()
              .sign(
                  local,
                  new GpgConfig(new Config()),
                  commit.build(),
                  committer,
                  file.toString(),
                  new Password(password)));
    } catch (GitAPIException | IOException | RuntimeException e) {
      throw new ProblemException(
          "CredentialsUnreadable",
          "secret %s: commits cannot be signed with the key 'identity'; it must be an SSH private key, with its passphrase under the key 'password' if it has one"
              .formatted(secret),
          e);
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[hidden]";
  }

  private static final class Password extends CredentialsProvider {
    private final @Nullable String password;
    private boolean given;

    Password(@Nullable String password) {
      this.password = password;
    }

    @Override
    public boolean isInteractive() {
      return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
      return true;
    }

    @Override
    public boolean get(URIish uri, CredentialItem... items) throws UnsupportedCredentialItem {
      if (password == null || given) {
        return false;
      }
      for (CredentialItem item : items) {
        switch (item) {
          case CredentialItem.CharArrayType secret -> secret.setValue(password.toCharArray());
          case CredentialItem.StringType secret -> secret.setValue(password);
          default -> {
            // What is only told needs no answer.
          }
        }
      }
      given = true;
      return true;
    }
  }
}
