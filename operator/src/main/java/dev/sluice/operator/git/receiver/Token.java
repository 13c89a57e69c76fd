package dev.sluice.operator.git.receiver;

import dev.sluice.crds.Receiver;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;

/** What a caller has to know. */
final class Token {
  private static final String KEY = "token";

  private Token() {}

  /**
   * @throws ProblemException when there is none
   */
  static String of(Receiver receiver, Cluster cluster) {
    String secret = receiver.getSpec().secretRef().name();
    String token =
        Credentials.read(cluster, receiver.getMetadata().getNamespace(), secret)
            .getOrDefault(KEY, "")
            .strip();
    if (token.isEmpty()) {
      throw new ProblemException(
          "TokenMissing", "secret %s has no key '%s'".formatted(secret, KEY));
    }
    return token;
  }
}
