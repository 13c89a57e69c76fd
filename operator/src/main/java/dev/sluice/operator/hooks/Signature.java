package dev.sluice.operator.hooks;

import dev.sluice.crds.AnalysisSpec.Hmac;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import okio.ByteString;

/**
 * How a hook's body is signed, so that the receiver knows who sent it.
 *
 * @param header the name of the header that carries the signature
 */
record Signature(String header, ByteString secret) {
  private static final String DEFAULT_HEADER = "X-Signature";
  private static final String DEFAULT_KEY = "hmac";

  static Signature of(Cluster cluster, String namespace, String hook, Hmac hmac) {
    String key = hmac.key() == null ? DEFAULT_KEY : hmac.key();
    String secret = Credentials.read(cluster, namespace, hmac.secretRef().name()).get(key);
    if (secret == null || secret.isEmpty()) {
      throw new ProblemException(
          "CredentialsIncomplete",
          "webhook %s: the secret \"%s\" has no key \"%s\" to sign with"
              .formatted(hook, hmac.secretRef().name(), key));
    }
    String header = hmac.header() == null ? DEFAULT_HEADER : hmac.header();
    return new Signature(header, ByteString.encodeUtf8(secret));
  }

  /** {@code sha256=<hex>}. */
  String of(byte[] body) {
    return "sha256=" + ByteString.of(body).hmacSha256(secret).hex();
  }

  @Override
  public String toString() {
    return "Signature[" + header + "]";
  }
}
