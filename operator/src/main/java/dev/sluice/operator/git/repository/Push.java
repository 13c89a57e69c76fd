package dev.sluice.operator.git.repository;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Sends one commit to one reference of a server. */
final class Push {
  private Push() {}

  /**
   * @return whether it was done; if not, the reference has moved
   */
  static boolean run(
      Transport transport,
      Repository local,
      Remote remote,
      String sha,
      String ref,
      @Nullable String expected)
      throws IOException {
    RemoteRefUpdate update =
        new RemoteRefUpdate(
            local,
            sha,
            ObjectId.fromString(sha),
            ref,
            false,
            null,
            expected == null ? ObjectId.zeroId() : ObjectId.fromString(expected));
    transport.push(NullProgressMonitor.INSTANCE, List.of(update));
    return switch (update.getStatus()) {
      case OK, UP_TO_DATE -> true;
      case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED -> false;
      case REJECTED_OTHER_REASON -> {
        if (isMoved(update.getMessage())) {
          yield false;
        }
        throw refused(remote, ref, update.getMessage());
      }
      case NOT_ATTEMPTED, REJECTED_NODELETE, NON_EXISTING, AWAITING_REPORT ->
          throw refused(remote, ref, update.getMessage());
    };
  }

  /** Git's words for a reference that somebody else changed between the question and the push. */
  private static boolean isMoved(@Nullable String message) {
    return message != null
        && (message.contains("fetch first")
            || message.contains("failed to update ref")
            || message.contains("failed to lock")
            || message.contains("cannot lock ref"));
  }

  private static ProblemException refused(Remote remote, String ref, @Nullable String message) {
    return new ProblemException(
        "PushRefused",
        "%s does not take a push to %s (%s); check that the credentials may write and that the branch is not protected"
            .formatted(remote.url(), ref, message == null ? "no reason given" : message));
  }
}
