package dev.sluice.operator.git.repository;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;

/**
 * Who a server must be. Nobody is asked and nothing is learned: a server whose key is not listed is
 * refused, and so is one with a key that is revoked. Remembers why, because the SSH client only
 * says that it was refused.
 */
final class KnownHosts implements ServerKeyDatabase {
  private static final String REVOKED = "revoked";
  private static final int SSH = 22;

  private final List<KnownHostEntry> entries;
  private volatile @Nullable ProblemException refusal;

  /**
   * @param text lines of OpenSSH's {@code known_hosts}
   */
  KnownHosts(String text) {
    try {
      entries = KnownHostEntry.readKnownHostEntries(new StringReader(text), true);
    } catch (IOException | RuntimeException e) {
      throw new ProblemException(
          "CredentialsUnreadable",
          "the key 'known_hosts' of the secret cannot be read: " + e.getMessage(),
          e);
    }
  }

  /** Why the last server was refused, or null. */
  @Nullable ProblemException refusal() {
    return refusal;
  }

  @Override
  public List<PublicKey> lookup(
      String connectAddress, InetSocketAddress remoteAddress, Configuration config) {
    List<PublicKey> keys = new ArrayList<>();
    for (KnownHostEntry entry : matching(connectAddress, remoteAddress)) {
      PublicKey key = key(entry);
      if (key != null && !REVOKED.equals(entry.getMarker())) {
        keys.add(key);
      }
    }
    return keys;
  }

  @Override
  public boolean accept(
      String connectAddress,
      InetSocketAddress remoteAddress,
      PublicKey serverKey,
      Configuration config,
      @Nullable CredentialsProvider provider) {
    boolean known = false;
    boolean accepted = false;
    for (KnownHostEntry entry : matching(connectAddress, remoteAddress)) {
      PublicKey key = key(entry);
      if (REVOKED.equals(entry.getMarker())) {
        if (KeyUtils.compareKeys(key, serverKey)) {
          refusal = refused("HostKeyRevoked", connectAddress, serverKey, "is revoked");
          return false;
        }
      } else {
        known = true;
        accepted |= KeyUtils.compareKeys(key, serverKey);
      }
    }
    if (!accepted) {
      refusal =
          known
              ? refused(
                  "HostKeyChanged",
                  connectAddress,
                  serverKey,
                  "is not the one that known_hosts has: somebody may listen in, or the server has a new key")
              : refused("HostKeyUnknown", connectAddress, serverKey, "is not in known_hosts");
    }
    return accepted;
  }

  private List<KnownHostEntry> matching(String connectAddress, InetSocketAddress remote) {
    String host = host(connectAddress);
    int port = remote.getPort() == 0 ? SSH : remote.getPort();
    return entries.stream()
        .filter(
            entry ->
                entry.isHostMatch(host, port)
                    || (remote.getAddress() != null
                        && entry.isHostMatch(remote.getAddress().getHostAddress(), port)))
        .toList();
  }

  /** {@code host}, {@code host:port} or {@code [host]:port}. */
  private static String host(String address) {
    if (address.startsWith("[")) {
      return address.substring(1, address.indexOf(']'));
    }
    int colon = address.indexOf(':');
    return colon < 0 || colon != address.lastIndexOf(':') ? address : address.substring(0, colon);
  }

  private static @Nullable PublicKey key(KnownHostEntry entry) {
    try {
      return entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
    } catch (IOException | GeneralSecurityException e) {
      return null;
    }
  }

  private static ProblemException refused(
      String reason, String address, PublicKey key, String what) {
    return new ProblemException(
        reason,
        "the host key of %s (%s) %s; when it is right, put what `ssh-keyscan` prints of the server under the key 'known_hosts' of the secret"
            .formatted(address, KeyUtils.getFingerPrint(key), what));
  }
}
