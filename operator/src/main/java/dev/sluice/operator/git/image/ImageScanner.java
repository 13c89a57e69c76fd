package dev.sluice.operator.git.image;

import dev.sluice.crds.ImagePolicy;
import dev.sluice.crds.ImagePolicySpec;
import dev.sluice.crds.ImagePolicyStatus.Found;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;

/** Looks which tags an image has, and which of them its policy wants. */
final class ImageScanner {
  private final Cluster cluster;
  private final TrustingClients clients;
  private final ImageUpdater updater;
  private final InstantSource clock;

  ImageScanner(Cluster cluster, OkHttpClient http, ImageUpdater updater, InstantSource clock) {
    this.cluster = cluster;
    this.updater = updater;
    this.clients = new TrustingClients(http);
    this.clock = clock;
  }

  /**
   * Asks the registry and, if the policy wants it, writes to Git; blocks for as long as that takes.
   *
   * @param all the policies of the namespace, whose images are written with this one's
   */
  ScanResult scan(ImagePolicy policy, List<ImagePolicy> all) {
    try {
      ImagePolicySpec spec = policy.getSpec();
      ImageName image = ImageName.parse(spec.image());
      TagPolicy wanted = TagPolicy.of(spec);
      RegistryClient registry =
          new RegistryClient(
              clients,
              image,
              Boolean.TRUE.equals(spec.insecure()),
              credentials(policy, image),
              clock);
      List<String> tags = registry.tags();
      Optional<String> newest = wanted.newest(tags);
      if (newest.isEmpty()) {
        return new ScanResult.Listed(
            Optional.empty(), tags.size(), new ScanResult.Update.Nothing());
      }
      String tag = newest.get();
      String digest = Boolean.TRUE.equals(spec.digest()) ? registry.digest(tag) : null;
      Found found = new Found(image.written(), tag, digest);
      return new ScanResult.Listed(
          Optional.of(found), tags.size(), updater.update(policy, found, all));
    } catch (ThrottledException e) {
      return new ScanResult.Throttled(String.valueOf(e.getMessage()), e.pause());
    } catch (ProblemException e) {
      return new ScanResult.Failed(e.reason(), e.explanation(), e.isRetriable());
    }
  }

  private Credentials credentials(ImagePolicy policy, ImageName image) {
    if (policy.getSpec().secretRef() == null) {
      return Credentials.NONE;
    }
    return RegistryCredentials.of(
        Credentials.read(
            cluster, policy.getMetadata().getNamespace(), policy.getSpec().secretRef().name()),
        image);
  }
}
