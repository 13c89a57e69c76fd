package dev.sluice.operator.git.writeback;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanarySpec.OnRollback;
import dev.sluice.crds.CanaryStatus;
import dev.sluice.crds.CanaryStatus.Check;
import dev.sluice.crds.CanaryStatus.Release;
import dev.sluice.crds.CanaryStatus.Source;
import dev.sluice.crds.CanaryStatus.WrittenBack;
import dev.sluice.operator.git.repository.CommitInfo;
import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.GitRef;
import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Takes back in Git what was rolled back in the cluster. */
public final class Reverts {
  private static final String TRAILER = "Sluice-Rollout: ";
  private static final int LOOK_BACK = 50;

  private final OkHttpClient http;
  private final BranchWriter writer;

  Reverts(OkHttpClient http, BranchWriter writer) {
    this.http = http;
    this.writer = writer;
  }

  /** Whether a commit takes back what was rolled back. */
  public static boolean isRevert(CommitInfo commit) {
    return commit.message().contains("\n" + TRAILER);
  }

  /**
   * @param how by a commit or by a pull request
   * @param objects what makes up the revision
   */
  WrittenBack revert(
      Destination destination,
      Canary canary,
      OnRollback how,
      Release release,
      Source bad,
      List<Manifest> objects) {
    CanaryStatus.Source good = canary.getStatus().released();
    if (good == null || good.commit().equals(bad.commit())) {
      throw new ProblemException(
          "NothingToRevert",
          "it is not known which commit was promoted before %s: somebody has to take it back by hand"
              .formatted(ReleaseRecord.words(bad)));
    }
    destination.fetch(bad.commit());
    destination.fetch(good.commit());
    RevertText text = new RevertText(canary, release, bad, good);
    String branch = destination.branch();
    BranchWriter.Change change =
        tip -> change(destination.cloned(), good, bad, tip, objects, text.message());
    return how == OnRollback.PullRequest
        ? propose(destination, branch, change, text, bad)
        : commit(destination, branch, change, text, bad);
  }

  private WrittenBack commit(
      Destination destination,
      String branch,
      BranchWriter.Change change,
      RevertText text,
      Source bad) {
    Optional<String> earlier = earlier(destination, branch, text.trailer());
    Optional<String> made =
        earlier.isPresent()
            ? earlier
            : writer.commit(
                destination.cloned(),
                destination.remote(),
                branch,
                destination.committer(),
                change);
    return made.map(
            commit ->
                new WrittenBack(
                    "Reverted",
                    commit,
                    null,
                    "Took back %s in %s of %s"
                        .formatted(ReleaseRecord.words(bad), commit.substring(0, 7), branch)))
        .orElseGet(() -> nothing(bad, branch));
  }

  private WrittenBack propose(
      Destination destination,
      String branch,
      BranchWriter.Change change,
      RevertText text,
      Source bad) {
    Hosting hosting = destination.hosting(http);
    Optional<String> made =
        writer.propose(
            destination.cloned(),
            destination.remote(),
            branch,
            text.branch(),
            destination.author(),
            change);
    if (made.isEmpty()) {
      return nothing(bad, branch);
    }
    String url = hosting.open(new PullRequest(branch, text.branch(), text.title(), text.body()));
    return new WrittenBack(
        "Proposed",
        made.get(),
        url,
        "Proposed to take back %s: %s".formatted(ReleaseRecord.words(bad), url));
  }

  private static WrittenBack nothing(Source bad, String branch) {
    return new WrittenBack(
        "Noted",
        null,
        null,
        "%s has nothing of %s any more: nothing is taken back"
            .formatted(branch, ReleaseRecord.words(bad)));
  }

  /** The commit that an attempt before this one made, which could not say so any more. */
  private static Optional<String> earlier(Destination destination, String branch, String trailer) {
    GitClone clone = destination.cloned();
    String tip = clone.fetch(destination.remote(), new GitRef.Branch(branch)).sha();
    return clone.log(tip, null, List.of(), LOOK_BACK).stream()
        .filter(commit -> commit.message().contains(trailer))
        .map(CommitInfo::sha)
        .findFirst();
  }

  private static Optional<Edit> change(
      GitClone clone, Source good, Source bad, Tree tip, List<Manifest> objects, String message)
      throws IOException {
    Map<String, Optional<Edit.File>> files =
        clone.tree(
            good.commit(),
            before ->
                clone.tree(bad.commit(), after -> new Reversal(before, after, tip).of(objects)));
    return files.isEmpty() ? Optional.empty() : Optional.of(new Edit(files, message));
  }

  /** What is said of a revert. */
  private record RevertText(Canary canary, Release release, Source bad, Source good) {
    String title() {
      return "Revert \"%s\""
          .formatted(bad.message() == null ? bad.commit().substring(0, 7) : bad.message());
    }

    String branch() {
      return "sluice/revert-%s-%s"
          .formatted(canary.getMetadata().getNamespace(), canary.getMetadata().getName());
    }

    /** The same for the same rollout, whoever writes it and when. */
    String trailer() {
      return TRAILER
          + "%s/%s#%s %s"
              .formatted(
                  canary.getMetadata().getNamespace(),
                  canary.getMetadata().getName(),
                  release.id(),
                  release.endedAt());
    }

    String message() {
      return """
      %s

      Sluice rolled %s.%s back%s

      This takes back what changed it since %s, which was promoted last.
      What came later stays.

      This reverts commit %s.
      %s
      """
          .formatted(
              title(),
              canary.getSpec().targetRef().name(),
              canary.getMetadata().getNamespace(),
              release.reason() == null ? "." : ": " + release.reason(),
              good.commit().substring(0, 7),
              bad.commit(),
              trailer());
    }

    String body() {
      StringBuilder body = new StringBuilder();
      body.append(
          """
          Sluice rolled `%s` in namespace `%s` back%s

          This takes back what %s changed since %s, which was promoted last. What came later stays.
          """
              .formatted(
                  canary.getSpec().targetRef().name(),
                  canary.getMetadata().getNamespace(),
                  release.reason() == null ? "." : ": " + release.reason(),
                  ReleaseRecord.words(bad),
                  good.commit().substring(0, 7)));
      List<Check> checks = canary.getStatus().checks();
      if (!checks.isEmpty()) {
        body.append("\n| check | value | bound | primary | verdict |\n|---|---|---|---|---|\n");
        for (Check check : checks) {
          body.append(
              "| %s | %s | %s | %s | %s |\n"
                  .formatted(
                      check.name(),
                      text(check.value()),
                      text(check.threshold()),
                      text(check.primaryValue()),
                      check.verdict()));
        }
      }
      return body.append("\n").append(trailer()).append('\n').toString();
    }

    private static String text(@Nullable Object value) {
      return value == null ? "" : value.toString();
    }
  }
}
