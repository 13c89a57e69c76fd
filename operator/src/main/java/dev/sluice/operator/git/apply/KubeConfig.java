package dev.sluice.operator.git.apply;

import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A kubeconfig that somebody wrote who may write Secrets and not more: whatever would run a command
 * or read a file of the operator is refused, in all of its users and clusters.
 */
public final class KubeConfig {
  private static final List<String> KEYS = List.of("value", "value.yaml");
  private static final int CONNECT_MILLIS = 5_000;
  private static final int REQUEST_MILLIS = 30_000;

  private KubeConfig() {}

  /**
   * How the cluster is reached.
   *
   * @param data of the Secret
   * @param secret its name
   * @throws ProblemException {@code KubeConfigInvalid} or {@code KubeConfigRefused}
   */
  public static Config of(Map<String, String> data, String secret) {
    String text =
        KEYS.stream()
            .map(data::get)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow(
                () ->
                    invalid(
                        secret,
                        "has no key 'value' or 'value.yaml', but %s"
                            .formatted(data.isEmpty() ? "none" : new TreeSet<>(data.keySet())),
                        null));
    try {
      refuse(
          new KubernetesSerialization()
              .unmarshal(text, io.fabric8.kubernetes.api.model.Config.class),
          secret);
      Config config = Config.fromKubeconfig(text);
      config.setRequestRetryBackoffLimit(0);
      config.setConnectionTimeout(CONNECT_MILLIS);
      config.setRequestTimeout(REQUEST_MILLIS);
      return config;
    } catch (ProblemException e) {
      throw e;
    } catch (RuntimeException e) {
      // What the parser says quotes the text, and with it credentials.
      throw invalid(secret, "holds no kubeconfig that can be read", e);
    }
  }

  private static void refuse(
      io.fabric8.kubernetes.api.model.@Nullable Config config, String secret) {
    if (config == null || config.getCurrentContext() == null || config.getClusters().isEmpty()) {
      throw invalid(secret, "holds no kubeconfig with clusters and a current-context", null);
    }
    List<String> refused = new ArrayList<>();
    for (NamedAuthInfo named : config.getUsers()) {
      AuthInfo user = named.getUser();
      if (user != null) {
        add(refused, user.getExec(), "exec");
        add(refused, user.getAuthProvider(), "auth-provider");
        add(refused, user.getTokenFile(), "tokenFile");
        add(refused, user.getClientCertificate(), "client-certificate");
        add(refused, user.getClientKey(), "client-key");
      }
    }
    for (NamedCluster named : config.getClusters()) {
      Cluster cluster = named.getCluster();
      if (cluster != null) {
        add(refused, cluster.getCertificateAuthority(), "certificate-authority");
      }
    }
    if (!refused.isEmpty()) {
      throw new ProblemException(
          "KubeConfigRefused",
          "spec.kubeConfigSecretRef: the kubeconfig in secret %s uses %s: commands, auth providers and files are not used for safety; write a token, or certificates as …-data"
              .formatted(secret, String.join(", ", refused)));
    }
  }

  private static void add(List<String> refused, @Nullable Object used, String name) {
    if (used != null && !used.equals("") && !refused.contains(name)) {
      refused.add(name);
    }
  }

  private static ProblemException invalid(String secret, String what, @Nullable Throwable cause) {
    return new ProblemException(
        "KubeConfigInvalid",
        "spec.kubeConfigSecretRef: secret %s %s".formatted(secret, what),
        cause);
  }
}
