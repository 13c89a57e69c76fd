package dev.sluice.operator.git.repository;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;

/** An SSH server whose users may run Git's own programs. */
final class SshGitServer implements AutoCloseable {
  private final SshServer server = SshServer.setUpDefaultServer();
  private final KeyPair hostKey;

  SshGitServer(Path root, KeyPair hostKey, PublicKey user) throws IOException {
    this.hostKey = hostKey;
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator(
        (name, key, session) -> name.equals("git") && KeyUtils.compareKeys(key, user));
    server.setCommandFactory(
        (channel, command) -> {
          if (!command.startsWith("git-upload-pack '/")
              && !command.startsWith("git-receive-pack '/")) {
            throw new IOException("not allowed: " + command);
          }
          String inside = command.replaceFirst("'/", "'" + root + "/");
          return new ProcessShellFactory(inside, List.of("/bin/sh", "-c", inside))
              .createShell(channel);
        });
    server.start();
  }

  String url(String repository) {
    return "ssh://git@127.0.0.1:%d/%s".formatted(server.getPort(), repository);
  }

  /** The line that {@code ssh-keyscan} prints. */
  String knownHosts() {
    return knownHosts(hostKey.getPublic());
  }

  String knownHosts(PublicKey key) {
    StringWriter line = new StringWriter();
    try {
      PublicKeyEntry.appendPublicKeyEntry(
          line.append("[127.0.0.1]:" + server.getPort() + " "), key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line + "\n";
  }

  @Override
  public void close() {
    try {
      server.stop(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
