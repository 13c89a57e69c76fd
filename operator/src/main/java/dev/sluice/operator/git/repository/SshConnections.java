package dev.sluice.operator.git.repository;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshConfigStore;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSession;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * SSH sessions with the keys and known hosts of a Secret, and nothing of the machine's own: no
 * agent, no configuration, no keys in the home directory.
 */
final class SshConnections extends SshSessionFactory implements AutoCloseable {
  private final KnownHosts hosts;
  private final Allowance allowance;
  private final SshdSessionFactory sessions;

  /**
   * @param home a directory that nothing is in
   */
  SshConnections(GitCredentials credentials, Allowance allowance, Path home) {
    this.hosts = new KnownHosts(credentials.knownHosts());
    this.allowance = allowance;
    this.sessions = new Isolated(credentials.keys(), hosts, home.toFile());
  }

  KnownHosts hosts() {
    return hosts;
  }

  @Override
  public RemoteSession getSession(
      URIish uri, @Nullable CredentialsProvider credentials, FS fs, int timeout)
      throws TransportException {
    return new Limited(sessions.getSession(uri, null, fs, timeout), allowance);
  }

  @Override
  public String getType() {
    return sessions.getType();
  }

  @Override
  public void close() {
    sessions.close();
  }

  private static final class Isolated extends SshdSessionFactory {
    private final List<KeyPair> keys;
    private final ServerKeyDatabase hosts;

    Isolated(List<KeyPair> keys, ServerKeyDatabase hosts, File home) {
      super(null, null);
      this.keys = keys;
      this.hosts = hosts;
      setHomeDirectory(home);
      setSshDirectory(home);
    }

    @Override
    protected @Nullable SshConfigStore createSshConfigStore(
        File homeDir, @Nullable File configFile, String localUserName) {
      return null;
    }

    @Override
    protected ServerKeyDatabase createServerKeyDatabase(File homeDir, File sshDir) {
      return hosts;
    }

    @Override
    protected Iterable<KeyPair> getDefaultKeys(File sshDir) {
      return keys;
    }

    @Override
    protected List<Path> getDefaultIdentities(File sshDir) {
      return List.of();
    }

    @Override
    protected String getDefaultPreferredAuthentications() {
      return "publickey";
    }
  }

  private record Limited(SshdSession session, Allowance allowance) implements RemoteSession2 {
    @Override
    public Process exec(String command, int timeout) throws IOException {
      return new LimitedProcess(session.exec(command, timeout), allowance);
    }

    @Override
    public Process exec(String command, Map<String, String> environment, int timeout)
        throws IOException {
      return new LimitedProcess(session.exec(command, environment, timeout), allowance);
    }

    @Override
    public void disconnect() {
      session.disconnect();
    }
  }

  private static final class LimitedProcess extends Process {
    private final Process process;
    private final InputStream in;

    LimitedProcess(Process process, Allowance allowance) {
      this.process = process;
      this.in = allowance.limit(process.getInputStream());
    }

    @Override
    public OutputStream getOutputStream() {
      return process.getOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public InputStream getErrorStream() {
      return process.getErrorStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
      return process.waitFor();
    }

    @Override
    public int exitValue() {
      return process.exitValue();
    }

    @Override
    public void destroy() {
      process.destroy();
    }
  }
}
