package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncSpec;
import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.GitCredentials;
import dev.sluice.operator.git.repository.GitRef;
import dev.sluice.operator.git.repository.Remote;
import dev.sluice.operator.git.repository.Revision;
import dev.sluice.operator.git.signature.TrustedKeys;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/** Where the commits of GitSyncs come from, and whose they must be. */
final class Upstream {
  private final KubernetesClient client;
  private final InstantSource clock;

  Upstream(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * @throws ProblemException when its URL or its credentials cannot be used
   */
  Remote remote(GitSync sync) {
    GitSyncSpec spec = sync.getSpec();
    if (spec.secretRef() == null) {
      return new Remote(spec.url(), GitCredentials.NONE);
    }
    String name = spec.secretRef().name();
    return new Remote(spec.url(), GitCredentials.of(secret(sync, name), spec.url(), name));
  }

  static GitRef ref(GitSync sync) {
    GitSyncSpec.Ref ref = sync.getSpec().ref();
    if (ref == null) {
      return new GitRef.DefaultBranch();
    }
    if (ref.branch() != null) {
      return new GitRef.Branch(ref.branch());
    }
    if (ref.tag() != null) {
      return new GitRef.Tag(ref.tag());
    }
    if (ref.semver() != null) {
      return new GitRef.SemverRange(ref.semver());
    }
    return new GitRef.Commit(Objects.requireNonNullElse(ref.commit(), ""));
  }

  /**
   * @throws ProblemException when a signature is wanted, and the commit has none that is trusted
   */
  void verify(GitSync sync, GitClone clone, Revision revision) {
    GitSyncSpec.Verify verify = sync.getSpec().verify();
    if (verify != null) {
      String name = verify.secretRef().name();
      TrustedKeys keys = TrustedKeys.of(secret(sync, name), name, clock);
      clone.read(
          local -> {
            keys.verify(local, revision.sha());
            return revision;
          });
    }
  }

  /**
   * A Secret of the GitSync's namespace; read anew each time, so that a credential that was
   * replaced is used at once.
   *
   * @throws ProblemException {@code SecretNotFound}, {@code SecretUnreadable}
   */
  Map<String, String> secret(GitSync sync, String name) {
    String namespace = sync.getMetadata().getNamespace();
    Secret secret;
    try {
      secret = client.secrets().inNamespace(namespace).withName(name).get();
    } catch (KubernetesClientException e) {
      throw ProblemException.retriable(
          "SecretUnreadable", "secret %s cannot be read: %s".formatted(name, e.getMessage()), e);
    }
    if (secret == null) {
      throw new ProblemException(
          "SecretNotFound",
          "secret \"%s\" not found in namespace %s; the spec names it".formatted(name, namespace));
    }
    return Credentials.decoded(secret);
  }
}
