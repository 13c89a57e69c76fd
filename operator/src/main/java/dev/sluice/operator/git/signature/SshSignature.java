package dev.sluice.operator.git.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.eclipse.jgit.lib.GpgSignature;

/**
 * A signature as {@code ssh-keygen -Y sign -n git} makes it, in the format that OpenSSH describes
 * in {@code PROTOCOL.sshsig}. JGit's own signer takes its key from a file or an agent; this one
 * leaves it in memory.
 */
final class SshSignature {
  private static final byte[] MAGIC = "SSHSIG".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final String NAMESPACE = "git";
  private static final String HASH = "sha512";
  private static final int LINE = 70;

  private SshSignature() {}

  /**
   * @throws GeneralSecurityException when there is no safe way to sign with a key of this kind
   */
  static GpgSignature of(byte[] message, KeyPair pair) throws GeneralSecurityException {
    String type = KeyUtils.getKeyType(pair);
    BuiltinSignatures algorithm =
        "ssh-rsa".equals(type)
            ? BuiltinSignatures.rsaSHA512
            : BuiltinSignatures.fromFactoryName(type);
    if (algorithm == null || "ssh-dss".equals(type)) {
      throw new GeneralSecurityException("no signature with a key of the type " + type);
    }
    Buffer signature = new ByteArrayBuffer();
    signature.putString(algorithm.getName());
    signature.putBytes(sign(algorithm.create(), pair, signed(message)));
    Buffer whole = new ByteArrayBuffer();
    whole.putRawBytes(MAGIC);
    whole.putUInt(VERSION);
    whole.putPublicKey(pair.getPublic());
    whole.putString(NAMESPACE);
    whole.putString("");
    whole.putString(HASH);
    whole.putBytes(signature.getCompactData());
    return new GpgSignature(armoured(whole.getCompactData()));
  }

  private static byte[] signed(byte[] message) throws GeneralSecurityException {
    Buffer signed = new ByteArrayBuffer();
    signed.putRawBytes(MAGIC);
    signed.putString(NAMESPACE);
    signed.putString("");
    signed.putString(HASH);
    signed.putBytes(MessageDigest.getInstance("SHA-512").digest(message));
    return signed.getCompactData();
  }

  private static byte[] sign(Signature by, KeyPair pair, byte[] data)
      throws GeneralSecurityException {
    try {
      by.initSigner(null, pair.getPrivate());
      by.update(null, data);
      return Objects.requireNonNull(by.sign(null));
    } catch (GeneralSecurityException e) {
      throw e;
    } catch (Exception e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static byte[] armoured(byte[] signature) {
    String text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(signature);
    return "-----BEGIN SSH SIGNATURE-----\n%s\n-----END SSH SIGNATURE-----"
        .formatted(text)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
