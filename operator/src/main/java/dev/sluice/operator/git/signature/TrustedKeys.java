package dev.sluice.operator.git.signature;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.RawParseUtils;

/**
 * The keys whose signatures on commits are trusted: OpenPGP certificates, and SSH keys. A commit
 * names all that came before it by hash, so the signature of the newest one stands for what it
 * holds.
 */
public final class TrustedKeys {
  private static final byte[] HEADER = Constants.encodeASCII("gpgsig");
  private static final String SSH = "-----BEGIN SSH SIGNATURE-----";
  private static final String OPEN_PGP = "-----BEGIN PGP SIGNATURE-----";

  private final OpenPgpSignatures openPgp;
  private final SshSignatures ssh;

  private TrustedKeys(OpenPgpSignatures openPgp, SshSignatures ssh) {
    this.openPgp = openPgp;
    this.ssh = ssh;
  }

  /**
   * From a Secret whose keys may have any name. A value is either OpenPGP certificates in ASCII
   * armour, or lines as in a {@code .pub} file or in OpenSSH's {@code allowed_signers} (see {@code
   * ssh-keygen(1)}).
   *
   * @param secret its name, for messages
   * @throws ProblemException {@code KeysUnreadable} when there is none, or something else in it
   */
  public static TrustedKeys of(Map<String, String> data, String secret, InstantSource clock) {
    List<OpenPGPCertificate> certificates = new ArrayList<>();
    List<String> signers = new ArrayList<>();
    new TreeMap<>(data)
        .forEach(
            (name, value) -> {
              if (value.contains("-----BEGIN PGP")) {
                certificates.addAll(OpenPgpSignatures.certificates(value, secret, name));
              } else {
                signers.addAll(SshSignatures.signers(value, secret, name));
              }
            });
    if (certificates.isEmpty() && signers.isEmpty()) {
      throw new ProblemException(
          "KeysUnreadable",
          "secret %s holds no key; put OpenPGP public keys or SSH public keys in it, under any names"
              .formatted(secret));
    }
    return new TrustedKeys(new OpenPgpSignatures(certificates, clock), new SshSignatures(signers));
  }

  /**
   * Whether one of the keys has signed a commit.
   *
   * @param local has the commit
   * @throws ProblemException {@code SignatureMissing}, {@code SignatureUntrusted} when it is of
   *     another key or one that is no longer valid, {@code SignatureInvalid}
   */
  public void verify(Repository local, String sha) throws IOException {
    try (RevWalk walk = new RevWalk(local)) {
      RevCommit commit = walk.parseCommit(ObjectId.fromString(sha));
      walk.parseBody(commit);
      byte[] armoured = commit.getRawGpgSignature();
      if (armoured == null) {
        throw new ProblemException(
            "SignatureMissing",
            "commit %s by %s is not signed; spec.verify takes signed commits only"
                .formatted(shortName(sha), commit.getAuthorIdent().getName()));
      }
      String signature = RawParseUtils.decode(armoured);
      byte[] signed = withoutSignature(commit.getRawBuffer());
      if (signature.startsWith(OPEN_PGP)) {
        openPgp.verify(sha, signed, armoured);
      } else if (signature.startsWith(SSH)) {
        ssh.verify(local, sha, signed, armoured);
      } else {
        throw new ProblemException(
            "SignatureInvalid",
            "commit %s is signed in a way that is not understood; sign with OpenPGP or SSH"
                .formatted(shortName(sha)));
      }
    }
  }

  /** What was signed: the commit as it is, but for the header with the signature. */
  static byte[] withoutSignature(byte[] commit) {
    int value = RawParseUtils.headerStart(HEADER, commit, 0);
    int start = value - HEADER.length - 1;
    int end = RawParseUtils.nextLfSkippingSplitLines(commit, value);
    if (end < commit.length) {
      end++;
    }
    byte[] signed = new byte[commit.length - (end - start)];
    System.arraycopy(commit, 0, signed, 0, start);
    System.arraycopy(commit, end, signed, start, commit.length - end);
    return signed;
  }

  static String shortName(String sha) {
    return sha.substring(0, 7);
  }
}
