package dev.sluice.operator.git.signature;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier.SignatureVerification;
import org.eclipse.jgit.signing.ssh.SshSignatureVerifierFactory;

/**
 * Signatures by SSH keys, in the format SSHSIG and the namespace {@code git}. Bounds of a key's
 * validity are compared with the date of the commit, as Git does.
 *
 * @param trusted lines of {@code allowed_signers}
 */
record SshSignatures(List<String> trusted) {
  SshSignatures {
    trusted = List.copyOf(trusted);
  }

  /**
   * Lines of {@code allowed_signers}. A line of a {@code .pub} file is one for whoever it may be,
   * and for Git alone.
   *
   * @throws ProblemException {@code KeysUnreadable}
   */
  static List<String> signers(String text, String secret, String key) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(line -> signer(line, secret, key))
        .toList();
  }

  void verify(Repository local, String sha, byte[] signed, byte[] armoured) throws IOException {
    Path file = Files.createTempFile("allowed", "signers");
    try {
      Files.write(file, trusted);
      SignatureVerification found =
          new SshSignatureVerifierFactory()
              .create()
              .verify(local, new Allowed(file), signed, armoured);
      if (!found.verified()) {
        throw refusal(sha, found);
      }
    } finally {
      Files.delete(file);
    }
  }

  private static String signer(String line, String secret, String key) {
    String[] words = line.split("\\s+", 3);
    if (words.length > 1 && isKey(words[0], words[1])) {
      return "* namespaces=\"git\" " + line;
    }
    List<String> all = List.of(line.split("\\s+"));
    for (int i = 1; i + 1 < all.size(); i++) {
      if (isKey(all.get(i), all.get(i + 1))) {
        return line;
      }
    }
    throw new ProblemException(
        "KeysUnreadable",
        "secret %s: the key '%s' has a line that is no SSH public key and no line of allowed_signers; write for example: ssh-ed25519 AAAA… ada@example.com"
            .formatted(secret, key));
  }

  private static boolean isKey(String type, String data) {
    try {
      return PublicKeyEntry.parsePublicKeyEntry(type + " " + data)
              .resolvePublicKey(null, null, PublicKeyEntryResolver.IGNORING)
          != null;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  private static ProblemException refusal(String sha, SignatureVerification found) {
    String commit = TrustedKeys.shortName(sha);
    if (found.keyFingerprint() == null || found.message() == null) {
      // What is wrong with a key is said, and only when the signature is right.
      return new ProblemException(
          "SignatureInvalid",
          "the SSH signature of commit %s does not fit what it signs%s"
              .formatted(commit, found.message() == null ? "" : " (" + found.message() + ")"));
    }
    return new ProblemException(
        "SignatureUntrusted",
        "commit %s is signed with the SSH key %s, which spec.verify does not take (%s); look at valid-after, valid-before and namespaces of its line in the Secret, or add its public key if it is trusted"
            .formatted(commit, found.keyFingerprint(), found.message()));
  }

  /** Trusts what a file lists, whatever the machine's own configuration says. */
  private static final class Allowed extends GpgConfig {
    private final Path file;

    Allowed(Path file) {
      super(new Config());
      this.file = file;
    }

    @Override
    public String getSshAllowedSignersFile() {
      return file.toString();
    }
  }
}
