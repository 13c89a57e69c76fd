package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import dev.sluice.operator.boot.Logging;
import dev.sluice.operator.boot.OperatorOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Tag("A5")
class OperatorFlagsTest {
  private static final Set<String> CONTRACT =
      Set.of(
          "--kubeconfig",
          "--kubeconfig-qps",
          "--kubeconfig-burst",
          "--master",
          "--metrics-server",
          "--control-loop-interval",
          "--log-level",
          "--port",
          "--slack-url",
          "--slack-token",
          "--slack-proxy-url",
          "--slack-channel",
          "--slack-user",
          "--event-webhook",
          "--msteams-url",
          "--msteams-proxy-url",
          "--include-label-prefix",
          "--threadiness",
          "--zap-replace-globals",
          "--zap-encoding",
          "--namespace",
          "--mesh-provider",
          "--selector-labels",
          "--ingress-annotations-prefix",
          "--ingress-class",
          "--enable-leader-election",
          "--leader-election-namespace",
          "--enable-config-tracking",
          "--version",
          "--kubeconfig-service-mesh",
          "--cluster-name",
          "--no-cross-namespace-refs");

  @Test
  void knowsEveryOptionOfTheContract() {
    CommandLine command = new CommandLine(new OperatorCommand(Map.of(), (_, _, _, _) -> () -> {}));

    assertThat(command.getCommandSpec().optionsMap().keySet()).containsAll(CONTRACT);
  }

  @Test
  void hasTheContractsDefaults() {
    assertThat(options()).isEqualTo(OperatorOptions.DEFAULTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-mesh-provider=nginx",
        "--mesh-provider=nginx",
        "-mesh-provider nginx",
        "--mesh-provider nginx"
      })
  void takesOneDashOrTwo(String written) {
    assertThat(options(written.split(" ")).meshProvider()).isEqualTo("nginx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=false", "=F", "=0", "=FALSE"})
  void readsGosBooleans(String no) {
    assertThat(options("-enable-config-tracking" + no).configTracking()).isFalse();
    assertThat(options("--no-cross-namespace-refs").noCrossNamespaceRefs()).isTrue();
    assertThat(options("-enable-leader-election=t").leaderElection().enabled()).isTrue();
  }

  @Test
  void doesNotTakeADashInAValueForAnOption() {
    assertThat(options("-slack-user", "-me").notifications().slackUser()).isEqualTo("-me");
  }

  @Test
  void mapsEveryOption() {
    OperatorOptions options =
        options(
            "-namespace=test",
            "-metrics-server=http://prom:9090",
            "-selector-labels=app, run",
            "-include-label-prefix=a.b/,c",
            "-ingress-annotations-prefix=custom",
            "-ingress-class=internal",
            "-threadiness=7",
            "-port=0",
            "-slack-url=https://slack",
            "-slack-channel=ops",
            "-cluster-name=here",
            "-leader-election-namespace=sluice");

    assertThat(options.namespace()).isEqualTo("test");
    assertThat(options.metricsServer()).isEqualTo("http://prom:9090");
    assertThat(options.selectorLabels()).containsExactly("app", "run");
    assertThat(options.includeLabelPrefixes()).containsExactly("a.b/", "c");
    assertThat(options.ingressAnnotationsPrefix()).isEqualTo("custom");
    assertThat(options.ingressClass()).isEqualTo("internal");
    assertThat(options.threadiness()).isEqualTo(7);
    assertThat(options.port()).isZero();
    assertThat(options.notifications().slackUrl()).isEqualTo("https://slack");
    assertThat(options.notifications().slackChannel()).isEqualTo("ops");
    assertThat(options.notifications().clusterName()).isEqualTo("here");
    assertThat(options.leaderElection().namespace()).isEqualTo("sluice");
  }

  @Test
  void readsTheWayToTheCluster() {
    OperatorFlags flags = parsed("-kubeconfig=/some/file", "-master", "https://api:6443");

    assertThat(flags.cluster())
        .isEqualTo(new ClusterAccess(Path.of("/some/file"), "https://api:6443"));
    assertThatExceptionOfType(UserErrorException.class)
        .isThrownBy(() -> flags.cluster().config())
        .withMessage("No kubeconfig can be read at /some/file.");
  }

  @Test
  void letsTheEnvironmentWin() {
    OperatorOptions options =
        parsed("-slack-url=https://option", "-event-webhook=https://option")
            .options(
                Map.of(
                    "SLACK_URL", "https://env",
                    "SLACK_TOKEN", "token",
                    "SLACK_PROXY_URL", "http://proxy",
                    "EVENT_WEBHOOK_URL", "https://events"));

    assertThat(options.notifications().slackUrl()).isEqualTo("https://env");
    assertThat(options.notifications().slackToken()).isEqualTo("token");
    assertThat(options.notifications().slackProxyUrl()).isEqualTo("http://proxy");
    assertThat(options.notifications().eventWebhook()).isEqualTo("https://events");
  }

  @Test
  void warnsOfWhatHasNoEffect() {
    assertThat(parsed("-control-loop-interval=30s", "-mesh-provider=linkerd").warnings(Map.of()))
        .anyMatch(text -> text.startsWith("--control-loop-interval has no effect"))
        .anyMatch(text -> text.startsWith("--mesh-provider=linkerd does not work yet"));
    assertThat(parsed().warnings(Map.of("MSTEAMS_URL", "https://teams")))
        .singleElement()
        .asString()
        .contains("Microsoft Teams");
    assertThat(parsed().warnings(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-kubeconfig-service-mesh=/file",
        "-mesh-provider=ngnix",
        "-metrics-server=prometheus:9090",
        "-threadiness=0",
        "-port=70000"
      })
  void refusesWhatItWouldGetWrong(String option) {
    OperatorFlags flags = parsed(option);
    String name = "-" + option.substring(0, option.indexOf('='));

    assertThatExceptionOfType(UserErrorException.class)
        .isThrownBy(() -> flags.options(Map.of()))
        .withMessageStartingWith(name);
  }

  @Test
  void readsHowToLog() {
    assertThat(parsed("-log-level=warning").logLevel()).isEqualTo(Level.WARN);
    assertThat(parsed().logFormat(true)).isEqualTo(Logging.Format.PLAIN);
    assertThat(parsed().logFormat(false)).isEqualTo(Logging.Format.JSON);
    assertThat(parsed("-zap-encoding=json").logFormat(true)).isEqualTo(Logging.Format.JSON);
    assertThatExceptionOfType(UserErrorException.class)
        .isThrownBy(() -> parsed("-log-level=loud").logLevel())
        .withMessageContaining("'loud'");
  }

  private static OperatorOptions options(String... args) {
    return parsed(args).options(Map.of());
  }

  private static OperatorFlags parsed(String... args) {
    OperatorFlags flags = new OperatorFlags();
    CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(flags));
    List<String> normal =
        GoFlags.withTwoDashes(Arrays.asList(args), line.getCommandSpec().optionsMap().keySet());
    line.parseArgs(normal.toArray(String[]::new));
    return flags;
  }
}
