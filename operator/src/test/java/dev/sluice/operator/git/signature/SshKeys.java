package dev.sluice.operator.git.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.jspecify.annotations.Nullable;

/** SSH keys as people have them in files. */
public final class SshKeys {
  private SshKeys() {}

  public static KeyPair generate() {
    return generate(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
  }

  static KeyPair generate(String type, int bits) {
    try {
      return KeyUtils.generateKeyPair(type, bits);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As in a {@code .pub} file. */
  public static String publicText(KeyPair pair) {
    return PublicKeyEntry.toString(pair.getPublic());
  }

  /** In OpenSSH's format. */
  public static String privateText(KeyPair pair, @Nullable String password) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      OpenSSHKeyEncryptionContext encryption = null;
      if (password != null) {
        encryption = new OpenSSHKeyEncryptionContext();
        encryption.setPassword(password);
        encryption.setCipherType("256");
        encryption.setKdfRounds(2);
      }
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "key", encryption, out);
      return out.toString(StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
