import ch.qos.logback.classic.Level;
import dev.sluice.cli.stage.SluiceProcess;
import dev.sluice.operator.boot.Logging;
import dev.sluice.playground.apiserver.ApiServer;
import dev.sluice.playground.apiserver.request.ApiRequest;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Runs the operator as a process of its own, against the playground's API server in which
 * Deployments are ready at once. It is run from its source, with the class path of the command:
 *
 * <pre>
 * java -cp cli/target/sluice.jar .ci/Operators.java train COMMAND…             once, until it has initialized a Canary
 * java -cp cli/target/sluice.jar .ci/Operators.java measure CANARIES COMMAND…  says how long a start takes, and its memory
 * </pre>
 *
 * COMMAND starts the operator; what it needs to know is added.
 */
final class Operators {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration SETTLED = Duration.ofSeconds(30);
  private static final int STARTS = 5;
  private static final String OURS = "operators";

  private final ApiServer server = ApiServer.start();
  private final KubernetesClient client;
  private final Path directory = Files.createTempDirectory("operators");
  private final List<String> command;

  private Operators(List<String> command) throws IOException {
    server.writeKubeconfig(directory.resolve("kubeconfig"));
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.fromKubeconfig(server.kubeconfig()))
                    .withUserAgent(OURS)
                    .build())
            .build();
    this.command = new ArrayList<>(command);
    this.command.addAll(
        List.of(
            "--kubeconfig",
            directory.resolve("kubeconfig").toString(),
            "--mesh-provider=kubernetes",
            "--metrics-server=http://127.0.0.1:9",
            "--port=0"));
  }

  public static void main(String[] args) throws Exception {
    Logging.setUp(Level.ERROR, Logging.Format.PLAIN);
    boolean training = args[0].equals("train");
    Operators operators = new Operators(Arrays.asList(args).subList(training ? 1 : 2, args.length));
    operators.prepare();
    if (training) {
      operators.train();
    } else {
      operators.measure(Integer.parseInt(args[1]));
    }
    System.exit(0);
  }

  private void train() throws Exception {
    create("train", 1);
    SluiceProcess operator = start();
    await(operator, "the Canary to be initialized", () -> initialized("train") == 1);
    stop(operator);
  }

  private void measure(int canaries) throws Exception {
    for (int run = 1; run <= STARTS; run++) {
      String namespace = "start-" + run;
      create(namespace, 1);
      server.requests().clear();
      long began = System.nanoTime();
      SluiceProcess operator = start();
      await(
          operator, "a first reconcile", () -> server.requests().count(Operators::isReconcile) > 0);
      System.out.printf(
          "start %d: the first reconcile wrote after %d ms; %d ms of processor time%n",
          run, Duration.ofNanos(System.nanoTime() - began).toMillis(), cpu(operator).toMillis());
      await(operator, "the Canary to be initialized", () -> initialized(namespace) == 1);
      stop(operator);
    }
    SluiceProcess operator = start();
    settle();
    System.out.printf("%d Canaries, idle: %s%n", STARTS, memory(operator));
    create("many", canaries);
    await(
        operator, canaries + " Canaries to be initialized", () -> initialized("many") == canaries);
    settle();
    System.out.printf("%d Canaries, idle: %s%n", STARTS + canaries, memory(operator));
    stop(operator);
  }

  /** The definitions, and Deployments that are ready as soon as they are made or changed. */
  private void prepare() throws IOException {
    try (var files = Files.list(Path.of("charts/sluice/crds"))) {
      for (Path file : files.sorted().toList()) {
        try (var in = Files.newInputStream(file)) {
          client.load(in).create();
        }
      }
    }
    client
        .apps()
        .deployments()
        .inAnyNamespace()
        .inform(
            new ResourceEventHandler<>() {
              @Override
              public void onAdd(Deployment made) {
                makeReady(made);
              }

              @Override
              public void onUpdate(Deployment before, Deployment after) {
                makeReady(after);
              }

              @Override
              public void onDelete(Deployment gone, boolean unknown) {}
            });
  }

  private void makeReady(Deployment deployment) {
    var status = deployment.getStatus();
    long generation = deployment.getMetadata().getGeneration();
    if (status != null
        && status.getObservedGeneration() != null
        && status.getObservedGeneration() == generation) {
      return;
    }
    int replicas = deployment.getSpec().getReplicas();
    try {
      client
          .resource(
              new DeploymentBuilder(deployment)
                  .editMetadata()
                  .withResourceVersion(null)
                  .withManagedFields()
                  .endMetadata()
                  .withNewStatus()
                  .withObservedGeneration(generation)
                  .withReplicas(replicas)
                  .withUpdatedReplicas(replicas)
                  .withReadyReplicas(replicas)
                  .withAvailableReplicas(replicas)
                  .endStatus()
                  .build())
          .updateStatus();
    } catch (KubernetesClientException e) {
      // It has changed, and comes again.
    }
  }

  private void create(String namespace, int canaries) {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    for (int i = 0; i < canaries; i++) {
      String name = "app-" + i;
      client
          .resource(
              Serialization.unmarshal(
                  """
                  apiVersion: apps/v1
                  kind: Deployment
                  metadata: {name: %1$s, namespace: %2$s}
                  spec:
                    replicas: 2
                    selector: {matchLabels: {app: %1$s}}
                    template:
                      metadata: {labels: {app: %1$s}}
                      spec:
                        containers:
                          - {name: app, image: "example/app:1.0.0", ports: [{name: http, containerPort: 8080}]}
                  """
                      .formatted(name, namespace),
                  Deployment.class))
          .create();
      client
          .resource(
              Serialization.unmarshal(
                  """
                  apiVersion: flagger.app/v1beta1
                  kind: Canary
                  metadata: {name: %1$s, namespace: %2$s}
                  spec:
                    targetRef: {apiVersion: apps/v1, kind: Deployment, name: %1$s}
                    service: {port: 80, targetPort: http}
                    analysis: {interval: 1m, threshold: 3, iterations: 5}
                  """
                      .formatted(name, namespace),
                  GenericKubernetesResource.class))
          .create();
    }
  }

  private long initialized(String namespace) {
    return client
        .genericKubernetesResources("flagger.app/v1beta1", "Canary")
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .filter(
            canary ->
                canary.getAdditionalProperties().get("status") instanceof Map<?, ?> status
                    && "Initialized".equals(status.get("phase")))
        .count();
  }

  private static boolean isReconcile(ApiRequest request) {
    return !request.userAgent().startsWith(OURS)
        && request.write()
        && request.resource().equals("canaries");
  }

  private SluiceProcess start() throws IOException {
    return SluiceProcess.start(command, directory.resolve("log"));
  }

  private static void await(SluiceProcess operator, String what, BooleanSupplier is)
      throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!is.getAsBoolean()) {
      if (System.nanoTime() > end || !operator.isAlive()) {
        System.err.println(operator.output());
        operator.close();
        throw new IllegalStateException("waited in vain for " + what);
      }
      Thread.sleep(2);
    }
  }

  private static void settle() throws InterruptedException {
    Thread.sleep(SETTLED);
  }

  private static void stop(SluiceProcess operator) throws InterruptedException {
    if (!operator.stop(PATIENCE)) {
      throw new IllegalStateException("the operator does not stop");
    }
  }

  private static Duration cpu(SluiceProcess process) {
    return process.handle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Linux alone says it. */
  private static String memory(SluiceProcess process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.handle().pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
        .map(line -> line.replaceAll("\\s+", " "))
        .reduce("", (all, line) -> all + line + "; ");
  }
}
