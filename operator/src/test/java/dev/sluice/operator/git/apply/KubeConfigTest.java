package dev.sluice.operator.git.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.client.Config;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KubeConfigTest {
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: there
      contexts: [{name: there, context: {cluster: there, user: me}}]
      clusters: [{name: there, cluster: {server: 'https://203.0.113.7:6443', certificate-authority-data: ''}}]
      users: [{name: me, user: {token: secret}}]
      """;

  @ParameterizedTest
  @ValueSource(strings = {"value", "value.yaml"})
  void takesWhatTheSecretHolds(String key) {
    Config config = KubeConfig.of(Map.of(key, KUBECONFIG), "there");
    assertThat(config.getMasterUrl()).startsWith("https://203.0.113.7:6443");
    assertThat(config.getAutoOAuthToken()).isEqualTo("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exec                  | token: secret | exec: {apiVersion: client.authentication.k8s.io/v1, command: touch, args: [/tmp/pwned]}
          auth-provider         | token: secret | auth-provider: {name: gcp, config: {cmd-path: /bin/true}}
          tokenFile             | token: secret | tokenFile: /var/run/secrets/token
          client-certificate    | token: secret | client-certificate: /etc/passwd
          client-key            | token: secret | client-key: /etc/passwd
          certificate-authority | certificate-authority-data: '' | certificate-authority: /etc/passwd
          """)
  void runsNoCommandsAndReadsNoFiles(String name, String instead, String of) {
    String text = KUBECONFIG.replace(instead, of);
    assertThatThrownBy(() -> KubeConfig.of(Map.of("value", text), "there"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo("KubeConfigRefused"))
        .hasMessageContaining("secret there uses %s: commands, auth providers and files", name);
  }

  @Test
  void refusesAlsoWhatAnotherUserOfTheFileWouldRun() {
    String text =
        KUBECONFIG.replace(
            "users: [", "users: [{name: other, user: {exec: {command: touch, apiVersion: v1}}}, ");
    assertThatThrownBy(() -> KubeConfig.of(Map.of("value", text), "there"))
        .hasMessageContaining("uses exec");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a: [", "just words", "apiVersion: v1\nkind: Config\n"})
  void saysThatItIsNoKubeConfig(String text) {
    assertThatThrownBy(() -> KubeConfig.of(Map.of("value", text), "there"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo("KubeConfigInvalid"))
        .hasMessageStartingWith("spec.kubeConfigSecretRef: secret there holds no kubeconfig");
  }

  @Test
  void saysWhichKeysTheSecretHasInstead() {
    assertThatThrownBy(() -> KubeConfig.of(Map.of("kubeconfig", KUBECONFIG), "there"))
        .hasMessageContaining("has no key 'value' or 'value.yaml', but [kubeconfig]");
  }
}
