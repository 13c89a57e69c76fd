package dev.sluice.e2e;

import com.dajudge.kindcontainer.KindContainer;
import com.dajudge.kindcontainer.KindContainerVersion;
import com.marcnuri.helm.Helm;
import dev.sluice.operator.boot.Product;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.utility.MountableFile;

/**
 * A cluster of one node in Docker, with ingress-nginx, Istio, and Istio's implementation of the
 * Gateway API. Clients reach each through a port of the node.
 */
final class KindCluster {
  /** Of {@code make image}; without it operators run on this machine. */
  private static final Path IMAGE = Path.of("..", "cli", "target", "sluice-image.tar");

  private static final int FIRST_PORT = 30000;
  private static final int LAST_PORT = 30015;
  private static final int SECONDS = 600;
  private static final String GATEWAY = "sluice-e2e-gateway";
  private static final String ISTIO_SYSTEM = "istio-system";

  private static final String INGRESS_NGINX_CHART =
      "https://github.com/kubernetes/ingress-nginx/releases/download/helm-chart-4.15.1/ingress-nginx-4.15.1.tgz";
  private static final String ISTIO_CHART =
      "https://istio-release.storage.googleapis.com/charts/%s-1.29.2.tgz";
  private static final URI GATEWAY_API =
      URI.create(
          "https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.5.1/standard-install.yaml");

  private static final String INGRESS_NGINX_VALUES =
      """
      controller:
        service: {type: NodePort}
        metrics: {enabled: true}
        podAnnotations: {prometheus.io/scrape: "true", prometheus.io/port: "10254"}
        admissionWebhooks: {enabled: false}
      """;
  private static final String ISTIOD_VALUES =
      """
      resources: {requests: {cpu: 50m, memory: 128Mi}}
      """;
  private static final String ISTIO_GATEWAY_VALUES =
      """
      service: {type: NodePort}
      autoscaling: {enabled: false}
      resources: {requests: {cpu: 50m, memory: 64Mi}}
      """;

  /** Istio sets up what serves the first; the second is served by its ingress gateway. */
  private static final String GATEWAYS =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: %1$s}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata:
        name: gateway
        namespace: %1$s
        annotations: {networking.istio.io/service-type: NodePort}
      spec:
        gatewayClassName: istio
        listeners:
        - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
      ---
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: sluice-e2e, namespace: %2$s}
      spec:
        selector: {istio: ingressgateway}
        servers:
        - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}
      """
          .formatted(GATEWAY, ISTIO_SYSTEM);

  private final KindContainer<?> node;
  private final Path directory;
  private final Map<String, String> env = new HashMap<>();

  private KindCluster(KindContainer<?> node) throws IOException {
    this.node = node;
    this.directory = Files.createTempDirectory("sluice-kind-");
  }

  /**
   * Starts it; that takes some minutes.
   *
   * @throws TestAbortedException if there is no Docker
   */
  static KindCluster start() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new TestAbortedException("needs Docker");
    }
    KindContainer<?> node =
        new KindContainer<>(KindContainerVersion.VERSION_1_34_0)
            .withNodePortRange(FIRST_PORT, LAST_PORT)
            .withExposedPorts(
                IntStream.rangeClosed(FIRST_PORT, LAST_PORT).boxed().toArray(Integer[]::new));
    try {
      node.start();
      KindCluster cluster = new KindCluster(node);
      cluster.prepare();
      return cluster;
    } catch (RuntimeException e) {
      node.stop();
      throw e;
    } catch (IOException e) {
      node.stop();
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      node.stop();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the cluster was set up", e);
    }
  }

  /** How scenarios use it. */
  OutsideOptions options() {
    return new OutsideOptions(kubeconfig(), env);
  }

  private void prepare() throws IOException, InterruptedException {
    env.putAll(System.getenv());
    Files.writeString(kubeconfig(), node.getKubeconfig());
    if (Files.exists(IMAGE)) {
      env.putIfAbsent("SLUICE_E2E_IMAGE", load(IMAGE));
      // Where packets of the node's network leave it.
      env.putIfAbsent(
          "SLUICE_E2E_HOST",
          node.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
              .findFirst()
              .orElseThrow()
              .getGateway());
    }
    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubeconfig().toFile()))
            .build()) {
      try (InputStream definitions = GATEWAY_API.toURL().openStream()) {
        client.load(definitions).serverSideApply();
      }
      install(INGRESS_NGINX_CHART, "ingress-nginx", "ingress-nginx", INGRESS_NGINX_VALUES);
      install(ISTIO_CHART.formatted("base"), "istio-base", ISTIO_SYSTEM, "{}");
      install(ISTIO_CHART.formatted("istiod"), "istiod", ISTIO_SYSTEM, ISTIOD_VALUES);
      install(
          ISTIO_CHART.formatted("gateway"),
          "istio-ingressgateway",
          ISTIO_SYSTEM,
          ISTIO_GATEWAY_VALUES);
      client
          .load(new ByteArrayInputStream(GATEWAYS.getBytes(StandardCharsets.UTF_8)))
          .serverSideApply();
      env.put("SLUICE_E2E_GATEWAY", GATEWAY + "/gateway");
      env.put("SLUICE_E2E_INGRESS_URL", url(client, "ingress-nginx", "ingress-nginx-controller"));
      env.put("SLUICE_E2E_ISTIO_URL", url(client, ISTIO_SYSTEM, "istio-ingressgateway"));
      env.put("SLUICE_E2E_GATEWAY_URL", url(client, GATEWAY, "gateway-istio"));
    }
  }

  private Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  private void install(String chart, String release, String namespace, String values)
      throws IOException {
    Helm.install(chart)
        .withName(release)
        .withNamespace(namespace)
        .createNamespace()
        .withKubeConfig(kubeconfig())
        .withValuesFile(Files.writeString(directory.resolve(release + ".yaml"), values))
        .waitReady()
        .withTimeout(SECONDS)
        .call();
  }

  /** Waits until the Service has its pods, and says where its port 80 is reached from here. */
  private String url(KubernetesClient client, String namespace, String name) {
    Service service =
        client
            .services()
            .inNamespace(namespace)
            .withName(name)
            .waitUntilCondition(found -> found != null, SECONDS, TimeUnit.SECONDS);
    client
        .endpoints()
        .inNamespace(namespace)
        .withName(name)
        .waitUntilReady(SECONDS, TimeUnit.SECONDS);
    int port =
        service.getSpec().getPorts().stream()
            .filter(known -> known.getPort() == 80)
            .map(ServicePort::getNodePort)
            .findFirst()
            .orElseThrow();
    return "http://%s:%d".formatted(node.getHost(), node.getMappedPort(port));
  }

  /** Gives the node an image that no registry has. */
  private String load(Path tar) throws IOException, InterruptedException {
    String image = "docker.io/library/sluice:" + Product.VERSION;
    String inside = "/sluice-image.tar";
    node.copyFileToContainer(MountableFile.forHostPath(tar), inside);
    ExecResult result =
        node.execInContainer(
            "ctr", "--namespace=k8s.io", "images", "import", "--index-name=" + image, inside);
    if (result.getExitCode() != 0) {
      throw new UncheckedIOException(
          new IOException("the node does not take the image: " + result.getStderr()));
    }
    return image;
  }
}
