package dev.sluice.e2e;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import dev.sluice.cli.stage.SluiceProcess;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The chart, installed by Helm's library; the operator of its Deployment runs here. */
final class ChartInstallation implements AutoCloseable {
  static final String NAME = "sluice";

  /** It lives for a minute. */
  static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

  static final Path CHART = Path.of("..", "charts", "sluice");
  private static final int SECONDS = 300;
  private static final String DEFINITIONS = NAME + "-crds";

  private final Cluster cluster;
  private final String namespace;
  private final Path directory;

  private ChartInstallation(Cluster cluster, String namespace, Path directory) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.directory = directory;
  }

  /**
   * Installs it as a user does, but for the Job of its definitions, whose image no node here has.
   *
   * @param directory for files of its own
   */
  static ChartInstallation install(
      Cluster cluster, String namespace, Map<String, String> values, Path directory) {
    InstallCommand command =
        new Helm(CHART)
            .install()
            .withName(NAME)
            .withNamespace(namespace)
            .createNamespace()
            .withKubeConfig(cluster.kubeconfig())
            .set("crd.upgrade", "false")
            .set("metricsServer", cluster.prometheus().toString());
    values.forEach(command::set);
    command.call();
    return new ChartInstallation(cluster, namespace, directory);
  }

  /**
   * Installs it with its pods, which watch one namespace, and waits until they are ready.
   *
   * @param release its name, and the namespace's
   * @param image NAME:TAG, which the nodes can pull or have
   * @param metricsServer as the pods find it
   * @return uninstalls it
   */
  static AutoCloseable withPods(
      Cluster cluster, String release, String image, String metricsServer) {
    int tag = image.lastIndexOf(':');
    new Helm(CHART)
        .install()
        .withName(release)
        .withNamespace(release)
        .withKubeConfig(cluster.kubeconfig())
        .set("image.repository", image.substring(0, tag))
        .set("image.tag", image.substring(tag + 1))
        .set("crd.upgrade", "false")
        .set("meshProvider", "nginx")
        .set("metricsServer", metricsServer)
        .set("namespace", release)
        .waitReady()
        .withTimeout(SECONDS)
        .call();
    return () ->
        Helm.uninstall(release).withNamespace(release).withKubeConfig(cluster.kubeconfig()).call();
  }

  /** Starts the operator with the arguments and the rights that its pod would have. */
  SluiceProcess startOperator() {
    List<String> args =
        cluster
            .client()
            .apps()
            .deployments()
            .inNamespace(namespace)
            .withName(NAME)
            .get()
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst()
            .getArgs();
    return start(
        Stream.concat(args.stream(), Stream.of("--kubeconfig=" + kubeconfig(NAME), "--port=0"))
            .toList());
  }

  private SluiceProcess start(List<String> args) {
    try {
      return SluiceProcess.start(
          QUICK_START, args, Files.createTempFile(directory, "sluice-", ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the definitions with the rights that the chart's Job has.
   *
   * @return its exit code
   */
  int applyDefinitions() throws InterruptedException {
    Path unhooked = copyWithoutHooks();
    cluster
        .client()
        .load(
            new ByteArrayInputStream(
                new Helm(unhooked)
                    .template()
                    .withName(NAME)
                    .withNamespace(namespace)
                    .withKubeVersion("1.32.0")
                    .call()
                    .getBytes(StandardCharsets.UTF_8)))
        .items()
        .stream()
        .filter(object -> object.getMetadata().getName().equals(DEFINITIONS))
        .filter(object -> !object.getKind().equals("Job"))
        .forEach(object -> cluster.client().resource(object).serverSideApply());
    try (SluiceProcess process =
        start(List.of("crds", "--apply", "--kubeconfig=" + kubeconfig(DEFINITIONS)))) {
      return process.await();
    }
  }

  /** How a ServiceAccount reaches the API server. */
  Path kubeconfig(String serviceAccount) {
    String token =
        Objects.requireNonNull(
                cluster
                    .client()
                    .serviceAccounts()
                    .inNamespace(namespace)
                    .withName(serviceAccount)
                    .tokenRequest(new TokenRequest()))
            .getStatus()
            .getToken();
    try {
      Config config = Serialization.unmarshal(Files.readString(cluster.kubeconfig()), Config.class);
      config
          .getUsers()
          .forEach(
              user -> {
                user.getUser().setClientCertificate(null);
                user.getUser().setClientCertificateData(null);
                user.getUser().setClientKey(null);
                user.getUser().setClientKeyData(null);
                user.getUser().setToken(token);
              });
      return Files.writeString(
          directory.resolve(serviceAccount + ".kubeconfig"), Serialization.asYaml(config));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Uninstalls it, as {@code helm uninstall} does. */
  @Override
  public void close() {
    Helm.uninstall(NAME).withNamespace(namespace).withKubeConfig(cluster.kubeconfig()).call();
  }

  /** Its hooks as ordinary objects, which Helm prints. */
  private Path copyWithoutHooks() {
    Path copied = directory.resolve("chart");
    try (Stream<Path> files = Files.walk(CHART)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path copy = copied.resolve(CHART.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        Files.writeString(
            copy, Files.readString(file).replaceAll("(?m)^ *helm\\.sh/hook.*\\R", ""));
      }
      return copied;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
