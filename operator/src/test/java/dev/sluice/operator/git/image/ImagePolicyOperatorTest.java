package dev.sluice.operator.git.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.crds.Condition;
import dev.sluice.crds.ImagePolicy;
import dev.sluice.crds.ImagePolicyStatus;
import dev.sluice.crds.ImagePolicyStatus.Found;
import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.operator.boot.RunningOperator;
import dev.sluice.operator.kube.ChartDefinitions;
import dev.sluice.operator.kube.Requested;
import dev.sluice.playground.apiserver.ApiServer;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Image policies as a person meets them: an API server, an operator and a registry. */
@Timeout(120)
final class ImagePolicyOperatorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ApiServer server = ApiServer.start();
  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(server.kubeconfig())).build();
  private Optional<RegistryProcess> registry = Optional.empty();
  private Optional<RunningOperator> operator = Optional.empty();

  @BeforeEach
  void start(@TempDir Path directory) throws IOException, InterruptedException {
    Optional<Path> binary = RegistryProcess.find();
    assumeTrue(
        binary.isPresent(),
        "no docker-registry on the PATH; install it with: apt-get install docker-registry");
    registry = Optional.of(RegistryProcess.start(binary.orElseThrow(), directory));
    ChartDefinitions.of(client).forEach(definition -> client.resource(definition).create());
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName("apps").endMetadata().build())
        .create();
    operator =
        Optional.of(
            RunningOperator.start(
                OperatorOptions.DEFAULTS.with("nginx", "http://127.0.0.1:9"),
                client.getConfiguration(),
                List.of(),
                () -> {}));
  }

  @AfterEach
  void stop() {
    operator.ifPresent(RunningOperator::close);
    registry.ifPresent(RegistryProcess::close);
    client.close();
    server.close();
  }

  @Test
  void showsTheNewestTagAndTheNextOneWhenAsked() throws Exception {
    String first = push("1.0.0");
    credentials();
    apply("secretRef: {name: registry}\n  digest: true");
    await(status -> found("1.0.0", first).equals(status.latest()));

    String second = push("1.1.0");
    push("2.0.0-rc.1");
    ask("a push");
    ImagePolicyStatus status = await(now -> found("1.1.0", second).equals(now.latest()));
    assertThat(status.previous()).isEqualTo(found("1.0.0", first));
    assertThat(status.lastHandledRequest()).isEqualTo("a push");
    assertThat(status.conditions())
        .singleElement()
        .satisfies(
            ready ->
                assertThat(ready.message())
                    .isEqualTo(
                        "Latest image tag for %s resolved to 1.1.0 with digest %s"
                            .formatted(image(), second)));
    assertThat(client.v1().events().inNamespace("apps").list().getItems())
        .extracting(Event::getType, Event::getReason)
        .containsOnly(tuple("Normal", "Succeeded"))
        .hasSize(2);
  }

  @Test
  void saysWhatIsWrongAndGoesOnWhenItIsMended() throws Exception {
    push("1.0.0");
    apply("interval: 10s");
    ImagePolicyStatus refused = await(status -> reason(status, "AuthenticationFailed"));
    assertThat(refused.latest()).isNull();
    assertThat(refused.conditions())
        .extracting(Condition::type, Condition::status)
        .containsExactly(tuple("Ready", "False"), tuple("Stalled", "True"));
    credentials();
    apply("secretRef: {name: registry}");
    await(status -> status.latest() != null && status.latest().tag().equals("1.0.0"));
  }

  @Test
  void aTagThatIsWantedByNobodyChangesNothing() throws Exception {
    push("1.0.0");
    credentials();
    apply("secretRef: {name: registry}");
    await(status -> status.latest() != null);
    push("latest");
    ask("a push");
    ImagePolicyStatus status = await(now -> "a push".equals(now.lastHandledRequest()));
    assertThat(status.latest()).isEqualTo(new Found(image(), "1.0.0", null));
  }

  private void apply(String more) {
    ImagePolicy policy =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: sluice.dev/v1alpha1
                kind: ImagePolicy
                metadata: {name: podinfo, namespace: apps}
                spec:
                  image: %s
                  policy: {semver: {range: 1.x}}
                  %s
                """
                    .formatted(image(), more),
                ImagePolicy.class);
    client.resource(policy).serverSideApply();
  }

  private void credentials() {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("registry")
                .withNamespace("apps")
                .endMetadata()
                .addToStringData("username", RegistryProcess.USER)
                .addToStringData("password", RegistryProcess.PASSWORD)
                .build())
        .create();
  }

  private void ask(String value) {
    policy()
        .edit(
            policy -> {
              policy.getMetadata().getAnnotations().put(Requested.ANNOTATION, value);
              return policy;
            });
  }

  private ImagePolicyStatus await(Predicate<ImagePolicyStatus> expected) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> Optional.ofNullable(policy().get().getStatus()),
            status -> status.filter(expected).isPresent())
        .orElseThrow();
  }

  private static boolean reason(ImagePolicyStatus status, String reason) {
    return status.conditions().stream().anyMatch(c -> c.reason().equals(reason));
  }

  private Resource<ImagePolicy> policy() {
    return client.resources(ImagePolicy.class).inNamespace("apps").withName("podinfo");
  }

  private String push(String tag) throws IOException, InterruptedException {
    return registry.orElseThrow().push("acme/podinfo", tag, tag);
  }

  private Found found(String tag, String digest) {
    return new Found(image(), tag, digest);
  }

  private String image() {
    return registry.orElseThrow().host() + "/acme/podinfo";
  }
}
