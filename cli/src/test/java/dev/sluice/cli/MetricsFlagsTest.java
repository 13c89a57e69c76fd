package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.operator.boot.OperatorOptions.MetricsAccess;
import dev.sluice.operator.http.StoredCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MetricsFlagsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  @Test
  void asksAnOpenPrometheusByDefault() {
    assertThat(access(Map.of())).isEqualTo(MetricsAccess.OPEN);
  }

  @Test
  void takesSecretsFromFiles() throws IOException {
    Path password = file("password");
    Path ca = file("ca.crt");
    assertThat(
            access(
                    Map.of(),
                    "--metrics-server-username=me",
                    "--metrics-server-password-file=" + password,
                    "--metrics-server-ca-file=" + ca)
                .credentials())
        .isEqualTo(
            new StoredCredentials(
                Map.of("username", "me"), Map.of("password", password, "ca.crt", ca)));
  }

  @Test
  void letsTheEnvironmentWin() throws IOException {
    Path token = file("token");
    assertThat(
            access(
                Map.of("METRICS_SERVER_TOKEN", "t", "METRICS_SERVER_TENANT", "env"),
                "--metrics-server-token-file=" + token,
                "--metrics-server-tenant=option"))
        .isEqualTo(
            new MetricsAccess(
                new StoredCredentials(Map.of("token", "t"), Map.of()),
                false,
                Map.of("X-Scope-OrgID", List.of("env"))));
  }

  @Test
  void readsHeadersAndTheTenant() {
    MetricsAccess access =
        access(
            Map.of(),
            "--metrics-server-header=X-A=1",
            "--metrics-server-header=X-A=2=3",
            "--metrics-server-insecure-skip-verify",
            "--metrics-server-tenant=shop");
    assertThat(access.headers())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("X-A", List.of("1", "2=3"), "X-Scope-OrgID", List.of("shop")));
    assertThat(access.insecureSkipVerify()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--metrics-server-username=me",
        "--metrics-server-password-file=/etc/hostname",
        "--metrics-server-token-file=/nowhere",
        "--metrics-server-header=novalue"
      })
  void refusesWhatItCannotUse(String option) {
    assertThatExceptionOfType(UserErrorException.class)
        .isThrownBy(() -> access(Map.of(), option))
        .withMessageStartingWith("--metrics-server-");
  }

  @Test
  void refusesTwoWaysAtOnce() {
    assertThatExceptionOfType(UserErrorException.class)
        .isThrownBy(
            () ->
                access(
                    Map.of(
                        "METRICS_SERVER_TOKEN", "t",
                        "METRICS_SERVER_USERNAME", "me",
                        "METRICS_SERVER_PASSWORD", "p")))
        .withMessageContaining("exclude each other");
  }

  private Path file(String name) throws IOException {
    return Files.writeString(dir.resolve(name), "x");
  }

  private static MetricsAccess access(Map<String, String> env, String... args) {
    OperatorFlags flags = new OperatorFlags();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(flags)).parseArgs(args);
    return flags.options(env).metricsAccess();
  }
}
