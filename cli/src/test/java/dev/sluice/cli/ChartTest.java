package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import dev.sluice.cli.stage.Definitions;
import dev.sluice.playground.apiserver.ApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The charts, rendered by Helm itself and shown to an API server. */
@Execution(ExecutionMode.SAME_THREAD)
class ChartTest {
  private static final Path CHARTS = Path.of("..", "charts");
  private static final Path VALUES = Path.of("src", "test", "resources", "charts");
  private static final String NAMESPACE = "shop";

  /** Kinds of another operator, which no API server has by itself. */
  private static final String FOREIGN = "monitoring.coreos.com/";

  /** What Helm renders without saying: its hooks, here made ordinary objects. */
  @TempDir private static Path unhooked;

  private static ApiServer server;
  private static KubernetesClient client;

  @BeforeAll
  static void start() throws IOException {
    copyWithoutHooks();
    server = ApiServer.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(server.kubeconfig()))
            .build();
    Definitions.apply(client);
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  static Stream<Map<String, String>> installations() {
    return Stream.of(
        Map.of(),
        Map.of("namespace", NAMESPACE),
        Map.of("file", "full.yaml"),
        Map.of("file", "full.yaml", "namespace", NAMESPACE),
        Map.of("file", "contract.yaml"));
  }

  @ParameterizedTest
  @MethodSource("installations")
  void isTakenByAnApiServer(Map<String, String> values) {
    List<HasMetadata> objects = objects(render("sluice", values));

    assertThat(objects).hasSizeGreaterThan(5);
    objects.stream()
        .filter(object -> !object.getApiVersion().startsWith(FOREIGN))
        .forEach(ChartTest::tryOut);
  }

  @ParameterizedTest
  @MethodSource("installations")
  void givesTheOperatorOptionsThatItKnows(Map<String, String> values) {
    List<String> args = operatorArgs(render("sluice", values), "sluice");
    OperatorFlags flags = new OperatorFlags();
    new CommandLine(flags).parseArgs(args.subList(1, args.size()).toArray(String[]::new));

    assertThat(args).startsWith("operator");
    assertThat(flags.options(Map.of()).leaderElection().enabled())
        .isEqualTo(!"contract.yaml".equals(values.get("file")));
  }

  @Test
  void sharesTheWorkWithOneDeploymentForEachShard() {
    String yaml = render("sluice", Map.of("file", "full.yaml"));

    assertThat(operatorArgs(yaml, "sluice"))
        .contains("--watch-label-selector=sharding.sluice.dev/key notin (a,b)");
    assertThat(operatorArgs(yaml, "sluice-a"))
        .contains("--watch-label-selector=sharding.sluice.dev/key=a");
    assertThat(operatorArgs(yaml, "sluice-b"))
        .contains("--watch-label-selector=sharding.sluice.dev/key=b");
    assertThat(operatorArgs(render("sluice", Map.of()), "sluice"))
        .noneMatch(arg -> arg.startsWith("--watch-label-selector"));
  }

  @Test
  void anEvictionLeavesOneOfEachShard() {
    List<PodDisruptionBudget> budgets =
        of(PodDisruptionBudget.class, objects(render("sluice", Map.of("file", "full.yaml"))))
            .toList();
    assertThat(budgets)
        .extracting(budget -> budget.getSpec().getSelector())
        .allSatisfy(
            selector ->
                assertThat(selector.getMatchLabels())
                    .containsEntry("app.kubernetes.io/name", "sluice"))
        .extracting(selector -> selector.getMatchLabels().get("sharding.sluice.dev/key"))
        .containsExactlyInAnyOrder(null, "a", "b");
    assertThat(budgets.getFirst().getSpec().getSelector().getMatchExpressions())
        .singleElement()
        .extracting(LabelSelectorRequirement::getKey, LabelSelectorRequirement::getOperator)
        .containsExactly("sharding.sluice.dev/key", "DoesNotExist");
  }

  @Test
  void inOneNamespaceNothingButDefinitionsIsReadOutsideIt() {
    List<HasMetadata> objects =
        objects(render("sluice", Map.of("namespace", NAMESPACE, "crd.upgrade", "false")));

    assertThat(of(ClusterRole.class, objects))
        .singleElement()
        .satisfies(
            role ->
                assertThat(role.getRules())
                    .singleElement()
                    .satisfies(
                        rule -> {
                          assertThat(rule.getResources())
                              .containsExactly("customresourcedefinitions");
                          assertThat(rule.getVerbs()).containsOnly("get", "list", "watch");
                        }));
    assertThat(of(Role.class, objects))
        .anyMatch(role -> role.getMetadata().getNamespace().equals(NAMESPACE));
  }

  @Test
  void onlyTheProvidersInUseGetRights() {
    List<HasMetadata> objects =
        objects(
            render(
                "sluice",
                Map.of(
                    "rbac.providers[0]",
                    "nginx",
                    "rbac.providers[1]",
                    "nginx",
                    "rbac.providers[2]",
                    "nginx")));

    assertThat(of(ClusterRole.class, objects).flatMap(role -> role.getRules().stream()))
        .flatExtracting(PolicyRule::getApiGroups)
        .contains("networking.k8s.io")
        .doesNotContain("networking.istio.io", "gateway.networking.k8s.io");
  }

  @Test
  void theUpgradeMayWriteTheDefinitionsAndNothingElse() {
    assertThat(of(ClusterRole.class, objects(render("sluice", Map.of()))))
        .filteredOn(role -> role.getMetadata().getName().endsWith("-crds"))
        .singleElement()
        .satisfies(
            role -> {
              assertThat(role.getRules())
                  .flatExtracting(PolicyRule::getResources)
                  .containsOnly("customresourcedefinitions");
              assertThat(role.getRules())
                  .flatExtracting(PolicyRule::getResourceNames)
                  .containsExactlyInAnyOrderElementsOf(Definitions.apply(client));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logLevel=loud",
        "imagee.tag=1",
        "metricsServer=prometheus:9090",
        "rbac.providers[0]=envoy",
        "controlplane.kubeconfig.secretName=other",
        "leaderElection.enabled=false,replicaCount=2"
      })
  void saysWhatIsWrongWithAValue(String value) {
    Map<String, String> values =
        Stream.of(value.split(","))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

    assertThatThrownBy(() -> render("sluice", values))
        .hasMessageMatching("(?s).*(" + value.replaceAll("[.\\[=].*", "") + ").*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sluice", "demo"})
  void isLinted(String chart) {
    LintResult result = new Helm(CHARTS.resolve(chart)).lint().strict().call();

    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nginx", "gatewayapi:v1", "istio", "kubernetes"})
  void theDemoIsTakenForEveryProvider(String provider) {
    List<HasMetadata> objects =
        objects(
            render(
                "demo",
                Map.of(
                    "provider",
                    provider,
                    provider.startsWith("gateway") ? "gateways[0].name" : "gateways[0]",
                    "public")));

    objects.forEach(ChartTest::tryOut);
    assertThat(objects).anyMatch(object -> object.getKind().equals("Canary"));
  }

  @Test
  void thePlainInstallIsTheChartsDefault() throws IOException {
    String rendered =
        "# Written by `make crds` from charts/sluice.\n---\n"
            + "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: sluice-system\n"
            + new Helm(CHARTS.resolve("sluice"))
                .template()
                .withName("sluice")
                .withNamespace("sluice-system")
                .withKubeVersion("1.32.0")
                .set("crd.upgrade", "false")
                .call()
                .replaceAll("(?m)^ *(helm\\.sh/chart|app\\.kubernetes\\.io/managed-by): .*\\R", "");
    Path plain = CHARTS.resolve("plain/sluice.yaml");
    if (Boolean.getBoolean("sluice.regenerate")) {
      Files.writeString(plain, rendered);
    }

    assertThat(plain).hasContent(rendered);
  }

  @Test
  void kustomizeAddsTheDefinitions() throws IOException, InterruptedException {
    Process kustomize =
        new ProcessBuilder("kubectl", "kustomize", CHARTS.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String built = new String(kustomize.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(kustomize.waitFor()).isZero();
    assertThat(objects(built))
        .filteredOn(object -> object.getKind().equals("CustomResourceDefinition"))
        .extracting(object -> object.getMetadata().getName())
        .containsExactlyInAnyOrderElementsOf(Definitions.apply(client));
    assertThat(of(Deployment.class, objects(built))).hasSize(1);
  }

  @Test
  void theDashboardsAreReadByGrafanasRules() throws IOException {
    try (Stream<Path> files = Files.list(CHARTS.resolve("sluice/dashboards"))) {
      assertThat(files.map(ChartTest::read))
          .isNotEmpty()
          .allSatisfy(
              text -> assertThat(new ObjectMapper().readTree(text).path("panels")).isNotEmpty());
    }
  }

  private static List<String> operatorArgs(String yaml, String deployment) {
    return of(Deployment.class, objects(yaml))
        .filter(one -> one.getMetadata().getName().equals(deployment))
        .findFirst()
        .orElseThrow()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getArgs();
  }

  private static <T> Stream<T> of(Class<T> type, List<HasMetadata> objects) {
    return objects.stream().filter(type::isInstance).map(type::cast);
  }

  private static void tryOut(HasMetadata object) {
    assertThat(
            client
                .resource(object)
                .dryRun()
                .fieldValidation(FieldValidateable.Validation.STRICT)
                .create())
        .as(object.getKind())
        .isNotNull();
  }

  private static List<HasMetadata> objects(String yaml) {
    return client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).items();
  }

  private static String render(String chart, Map<String, String> values) {
    TemplateCommand command =
        new Helm(unhooked.resolve(chart))
            .template()
            .withName("sluice")
            .withNamespace(NAMESPACE)
            .withKubeVersion("1.32.0");
    values.forEach(
        (key, value) -> {
          if (key.equals("file")) {
            command.withValuesFile(VALUES.resolve(value));
          } else {
            command.set(key, value);
          }
        });
    return command.call();
  }

  private static void copyWithoutHooks() throws IOException {
    try (Stream<Path> files = Files.walk(CHARTS)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path copy = unhooked.resolve(CHARTS.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, read(file).replaceAll("(?m)^ *helm\\.sh/hook.*\\R", ""));
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
