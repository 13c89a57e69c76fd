package dev.sluice.e2e;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfig;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.KubeAPITestException;
import io.fabric8.kubeapitest.binary.BinaryManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.opentest4j.TestAbortedException;

/** A kube-apiserver with its etcd and nothing else: no controllers, no nodes. */
final class RealApiServer implements AutoCloseable {
  private final KubeAPIServer server;
  private final Path kubeconfig;

  private RealApiServer(KubeAPIServer server, Path kubeconfig) {
    this.server = server;
    this.kubeconfig = kubeconfig;
  }

  /**
   * Starts the newest that is on this machine, or one that is fetched.
   *
   * @throws TestAbortedException if there is none and none can be fetched
   */
  static RealApiServer start() throws IOException {
    KubeAPIServerConfig config = KubeAPIServerConfigBuilder.anAPIServerConfig().build();
    try {
      new BinaryManager(config).initAndDownloadIfRequired();
    } catch (KubeAPITestException e) {
      throw new TestAbortedException(
          "needs kube-apiserver, etcd and kubectl in %s/k8s (setup-envtest use --bin-dir %s): %s"
              .formatted(config.getKubeAPITestDir(), config.getKubeAPITestDir(), e.getMessage()),
          e);
    }
    KubeAPIServer server = new KubeAPIServer(config);
    server.start();
    Path kubeconfig = Files.createTempFile("sluice-apiserver-", ".kubeconfig");
    Files.writeString(kubeconfig, server.getKubeConfigYaml());
    return new RealApiServer(server, kubeconfig);
  }

  Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public void close() {
    server.stop();
    kubeconfig.toFile().delete();
  }
}
