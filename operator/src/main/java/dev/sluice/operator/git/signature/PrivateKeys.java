package dev.sluice.operator.git.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/** Reads private keys as {@code ssh-keygen} writes them. */
public final class PrivateKeys {
  private PrivateKeys() {}

  /**
   * The keys of a text; none if there is no key in it.
   *
   * @param password null for keys that are not encrypted
   * @throws GeneralSecurityException when a key is broken or of a kind that is not known
   * @throws IOException when the text is none of keys, or the password is another one
   */
  public static List<KeyPair> read(String text, @Nullable String password)
      throws IOException, GeneralSecurityException {
    Iterable<KeyPair> read =
        SecurityUtils.loadKeyPairIdentities(
            null,
            NamedResource.ofName("identity"),
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            password == null ? FilePasswordProvider.EMPTY : FilePasswordProvider.of(password));
    List<KeyPair> keys = new ArrayList<>();
    if (read != null) {
      read.forEach(keys::add);
    }
    return keys;
  }
}
