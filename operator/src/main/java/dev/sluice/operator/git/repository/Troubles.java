package dev.sluice.operator.git.repository;

import dev.sluice.operator.kube.ProblemException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.internal.JGitText;
import org.jspecify.annotations.Nullable;

/** Words for what went wrong with a Git server. */
final class Troubles {
  private static final String UNREACHABLE = "RepositoryUnreachable";

  /** How JGit tells of a status 403. */
  private static final String NOT_PERMITTED = " not permitted on ";

  private Troubles() {}

  /**
   * What an error means.
   *
   * @param doing such as {@code fetch} or {@code push}
   */
  static ProblemException explain(
      Exception error,
      Remote remote,
      Allowance allowance,
      @Nullable KnownHosts hosts,
      String doing) {
    if (error instanceof ProblemException known) {
      return known;
    }
    ProblemException refusal = hosts == null ? null : hosts.refusal();
    if (refusal != null) {
      return refusal;
    }
    List<Throwable> chain =
        Stream.iterate((Throwable) error, e -> e != null, Throwable::getCause).toList();
    if (allowance.isSpent()) {
      return new ProblemException(
          "RepositoryTooLarge",
          "%s sends more than the %d MiB that a %s may take; sync a smaller repository, or raise --git-max-size"
              .formatted(remote.url(), allowance.limits().bytes() >> 20, doing),
          error);
    }
    if (allowance.isLate()) {
      return ProblemException.retriable(
          "GitTimeout",
          "the %s of %s was not done after %d s and was given up"
              .formatted(doing, remote.url(), allowance.limits().deadline().toSeconds()),
          error);
    }
    if (isRefused(chain)) {
      return new ProblemException(
          "AuthenticationFailed",
          "%s does not accept the credentials for %s: %s"
              .formatted(remote.server(), remote.url(), hint(remote)),
          error);
    }
    if (has(chain, NoRemoteRepositoryException.class) || isGone(chain)) {
      return new ProblemException(
          "RepositoryNotFound",
          "%s is not a repository on %s, or these credentials may not see it; check spec.url"
              .formatted(remote.url(), remote.server()),
          error);
    }
    if (has(chain, NotSupportedException.class)) {
      return new ProblemException(
          "InvalidURL",
          "spec.url: %s cannot be fetched: %s".formatted(remote.url(), last(chain)),
          error);
    }
    return ProblemException.retriable(UNREACHABLE, network(chain, remote), error);
  }

  private static String network(List<Throwable> chain, Remote remote) {
    String server = remote.server();
    for (Throwable e : chain) {
      switch (e) {
        case UnknownHostException _ -> {
          return "the host name of %s does not resolve; check spec.url".formatted(server);
        }
        case ConnectException _ -> {
          return "cannot connect to %s; check spec.url and that the server runs".formatted(server);
        }
        case NoRouteToHostException _ -> {
          return "no route to %s; check spec.url and network policies".formatted(server);
        }
        case SocketTimeoutException _, InterruptedIOException _ -> {
          return "no answer from %s in time".formatted(server);
        }
        case SSLException ssl -> {
          return "no TLS connection to %s (%s); if its certificate is of a CA of your own, put that under the key 'ca.crt' of the secret"
              .formatted(server, ssl.getMessage());
        }
        default -> {
          // The next one may say more.
        }
      }
    }
    return "%s could not be read: %s".formatted(remote.url(), last(chain));
  }

  private static boolean isRefused(List<Throwable> chain) {
    JGitText text = JGitText.get();
    for (Throwable e : chain) {
      if (e instanceof SshException ssh
          && ssh.getDisconnectCode()
              == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
        return true;
      }
      String message = String.valueOf(e.getMessage());
      if (message.contains(text.notAuthorized)
          || message.contains(text.noCredentialsProvider)
          || message.contains(text.authenticationNotSupported)
          || message.contains(NOT_PERMITTED)) {
        return true;
      }
    }
    return false;
  }

  /** A server that is asked by SSH says so in words of its own. */
  private static boolean isGone(List<Throwable> chain) {
    return chain.stream()
        .map(e -> String.valueOf(e.getMessage()))
        .anyMatch(
            message ->
                message.contains("does not appear to be a git repository")
                    || message.contains("epository not found"));
  }

  private static String hint(Remote remote) {
    if (remote.isSsh()) {
      return "check that the public key of the secret's 'identity' is registered there";
    }
    return remote.credentials().http().authorization() == null
        ? "none were given; name a Secret in spec.secretRef with username and password, or bearerToken"
        : "check that they are right, have not expired and may read the repository";
  }

  private static boolean has(List<Throwable> chain, Class<? extends Throwable> type) {
    return chain.stream().anyMatch(type::isInstance);
  }

  /** The sentence of the innermost error that has one. */
  private static String last(List<Throwable> chain) {
    return chain.reversed().stream()
        .map(Throwable::getMessage)
        .filter(message -> message != null && !message.isBlank())
        .findFirst()
        .map(message -> message.lines().findFirst().orElse(message))
        .orElseGet(() -> chain.getLast().getClass().getSimpleName());
  }
}
