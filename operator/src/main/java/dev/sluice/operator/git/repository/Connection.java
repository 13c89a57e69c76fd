package dev.sluice.operator.git.repository;

import java.nio.file.Path;
import java.time.InstantSource;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.jspecify.annotations.Nullable;

/** One operation on a server: what it may cost, and how one identifies oneself. */
final class Connection implements AutoCloseable {
  /** What is done with a transport. */
  @FunctionalInterface
  interface Use<T> {
    T with(Transport transport) throws Exception;
  }

  private final Remote remote;
  private final Allowance allowance;
  private final @Nullable SshConnections ssh;

  /**
   * @param home an empty directory
   */
  Connection(Remote remote, Limits limits, InstantSource clock, Path home) {
    this.remote = remote;
    this.allowance = new Allowance(limits, clock);
    this.ssh = remote.isSsh() ? new SshConnections(remote.credentials(), allowance, home) : null;
  }

  Allowance allowance() {
    return allowance;
  }

  /**
   * @param doing such as {@code fetch}, for messages
   * @throws dev.sluice.operator.kube.ProblemException when it does not work
   */
  <T> T open(Repository local, String doing, Use<T> use) {
    try (Transport transport = Transport.open(local, remote.uri())) {
      transport.setTimeout((int) allowance.limits().silence().toSeconds());
      transport.setTagOpt(TagOpt.NO_TAGS);
      if (transport instanceof TransportHttp http) {
        http.setHttpConnectionFactory(
            new HttpConnections(remote.uri(), remote.credentials().http(), allowance));
      }
      if (transport instanceof SshTransport sshTransport && ssh != null) {
        sshTransport.setSshSessionFactory(ssh);
      }
      return use.with(transport);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Troubles.explain(e, remote, allowance, null, doing);
    } catch (Exception e) {
      throw Troubles.explain(e, remote, allowance, ssh == null ? null : ssh.hosts(), doing);
    }
  }

  @Override
  public void close() {
    if (ssh != null) {
      ssh.close();
    }
  }
}
