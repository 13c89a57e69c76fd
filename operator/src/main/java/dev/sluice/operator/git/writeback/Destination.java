package dev.sluice.operator.git.writeback;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncSpec;
import dev.sluice.crds.WriteBackSpec;
import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.GitCredentials;
import dev.sluice.operator.git.repository.GitRef;
import dev.sluice.operator.git.repository.Remote;
import dev.sluice.operator.git.repository.Repositories;
import dev.sluice.operator.git.signature.SigningKey;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** The repository of a GitSync, as one that is written to. Asks no server until it is used. */
public final class Destination {
  private final GitSync sync;
  private final WriteBackSpec how;
  private final Cluster cluster;
  private final Remote remote;
  private final GitClone clone;

  private Destination(
      GitSync sync, WriteBackSpec how, Cluster cluster, Remote remote, GitClone clone) {
    this.sync = sync;
    this.how = how;
    this.cluster = cluster;
    this.remote = remote;
    this.clone = clone;
  }

  /**
   * @throws ProblemException when the GitSync lets nobody write, or its credentials cannot be read
   */
  public static Destination of(GitSync sync, Cluster cluster, Repositories repositories) {
    WriteBackSpec how = sync.getSpec().writeBack();
    if (how == null) {
      throw new ProblemException(
          "WriteBackNotAllowed",
          "GitSync %s.%s has no writeBack: add it there (writeBack: {}) to let Sluice write to its repository"
              .formatted(sync.getMetadata().getName(), sync.getMetadata().getNamespace()));
    }
    Remote remote = remote(sync, cluster);
    return new Destination(sync, how, cluster, remote, repositories.of(remote));
  }

  /** With whom one talks. */
  public Remote remote() {
    return remote;
  }

  public GitClone cloned() {
    return clone;
  }

  /**
   * Who makes commits for others to merge.
   *
   * @throws ProblemException when the key to sign with cannot be read
   */
  public Author author() {
    WriteBackSpec.Author named = how.author();
    String name = named == null ? Author.SLUICE.name() : named.name();
    String email = named == null ? Author.SLUICE.email() : named.email();
    return new Author(name, email, signingKey());
  }

  /**
   * Who commits to the branch that is followed.
   *
   * @throws ProblemException as {@link #author()}, and {@code SigningKeyMissing} when the commit
   *     would not be taken, because it is not signed
   */
  public Author committer() {
    if (sync.getSpec().verify() != null && how.signingKey() == null) {
      throw new ProblemException(
          "SigningKeyMissing",
          "GitSync %s.%s takes signed commits only: give Sluice a key in spec.writeBack.signingKey, and trust it in spec.verify"
              .formatted(sync.getMetadata().getName(), sync.getMetadata().getNamespace()));
    }
    return author();
  }

  /**
   * The branch that is committed to; asks the server for its default branch when none is named.
   *
   * @throws ProblemException when the GitSync follows something else than a branch, and names none
   */
  public String branch() {
    if (how.branch() != null) {
      return how.branch();
    }
    GitSyncSpec.Ref ref = sync.getSpec().ref();
    if (ref == null) {
      return clone.fetch(remote, new GitRef.DefaultBranch()).name();
    }
    if (ref.branch() != null) {
      return ref.branch();
    }
    throw new ProblemException(
        "NoBranch",
        "GitSync %s.%s follows no branch: name the one to commit to in spec.writeBack.branch"
            .formatted(sync.getMetadata().getName(), sync.getMetadata().getNamespace()));
  }

  /**
   * Where pull requests are opened.
   *
   * @throws ProblemException when it is not said
   */
  Hosting hosting(OkHttpClient http) {
    WriteBackSpec.PullRequests requests = how.pullRequest();
    if (requests == null) {
      throw new ProblemException(
          "NoPullRequests",
          "GitSync %s.%s does not say where pull requests are opened: add spec.writeBack.pullRequest"
              .formatted(sync.getMetadata().getName(), sync.getMetadata().getNamespace()));
    }
    String secret = requests.secretRef().name();
    String token =
        Optional.ofNullable(
                Credentials.read(cluster, sync.getMetadata().getNamespace(), secret).get("token"))
            .orElseThrow(
                () ->
                    new ProblemException(
                        "CredentialsIncomplete",
                        "spec.writeBack.pullRequest.secretRef: secret %s has no key 'token'"
                            .formatted(secret)));
    Hosting.Provider provider =
        switch (requests.provider()) {
          case GitHub -> Hosting.Provider.GITHUB;
          case GitLab -> Hosting.Provider.GITLAB;
          case Gitea -> Hosting.Provider.GITEA;
        };
    return new Hosting(http, provider, remote.url(), token.strip());
  }

  /** Sees to it that the clone has a commit. */
  void fetch(String commit) {
    if (!clone.has(commit)) {
      clone.fetch(remote, new GitRef.Commit(commit));
    }
  }

  private static Remote remote(GitSync sync, Cluster cluster) {
    GitSyncSpec spec = sync.getSpec();
    if (spec.secretRef() == null) {
      return new Remote(spec.url(), GitCredentials.NONE);
    }
    String secret = spec.secretRef().name();
    return new Remote(
        spec.url(),
        GitCredentials.of(
            Credentials.read(cluster, sync.getMetadata().getNamespace(), secret),
            spec.url(),
            secret));
  }

  private @Nullable SigningKey signingKey() {
    if (how.signingKey() == null) {
      return null;
    }
    String secret = how.signingKey().name();
    return SigningKey.of(
        Credentials.read(cluster, sync.getMetadata().getNamespace(), secret), secret);
  }
}
