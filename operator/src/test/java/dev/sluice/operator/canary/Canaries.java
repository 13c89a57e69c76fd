package dev.sluice.operator.canary;

import dev.sluice.crds.Canary;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Canaries as people write them. */
final class Canaries {
  private Canaries() {}

  /** A Canary of the Deployment podinfo in the namespace test, with this {@code analysis}. */
  static Canary withAnalysis(String analysis) {
    return parse(
        """
        apiVersion: flagger.app/v1beta1
        kind: Canary
        metadata:
          name: podinfo
          namespace: test
          uid: 5f1d8f53-4a3b-4f0e-9a0c-6f6f1f1f1f1f
          generation: 1
        spec:
          provider: nginx
          targetRef:
            apiVersion: apps/v1
            kind: Deployment
            name: podinfo
          service:
            port: 80
          analysis:
        """
            + analysis.indent(4));
  }

  static Canary parse(String yaml) {
    return Serialization.unmarshal(yaml, Canary.class);
  }
}
