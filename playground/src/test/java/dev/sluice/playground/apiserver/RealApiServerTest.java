package dev.sluice.playground.apiserver;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfig;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.KubeAPITestException;
import io.fabric8.kubeapitest.binary.BinaryManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.opentest4j.TestAbortedException;

/**
 * The contract on a real server: the one whose kubeconfig the environment names, which needs
 * garbage collection and namespace deletion, or a kube-apiserver that is started for it and has no
 * controllers.
 */
@EnabledIf("isWanted")
class RealApiServerTest extends ApiServerContract {
  private static final String VARIABLE = "SLUICE_REAL_KUBECONFIG";
  private static final Deque<Runnable> closers = new ArrayDeque<>();
  private static String kubeconfig = "";

  static boolean isWanted() {
    return System.getenv(VARIABLE) != null
        || System.getProperty("sluice.cluster", "").equals("apiserver");
  }

  @BeforeAll
  static void start() throws IOException {
    String given = System.getenv(VARIABLE);
    if (given != null) {
      kubeconfig = Files.readString(Path.of(given));
      return;
    }
    KubeAPIServerConfig config = KubeAPIServerConfigBuilder.anAPIServerConfig().build();
    try {
      new BinaryManager(config).initAndDownloadIfRequired();
    } catch (KubeAPITestException e) {
      throw new TestAbortedException("needs kube-apiserver and etcd: " + e.getMessage(), e);
    }
    KubeAPIServer server = new KubeAPIServer(config);
    server.start();
    closers.push(server::stop);
    kubeconfig = server.getKubeConfigYaml();
  }

  @AfterAll
  static void stop() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }

  @Override
  public void needsGarbageCollection() {
    if (!closers.isEmpty()) {
      throw new TestAbortedException(
          "needs a kube-controller-manager: name a cluster that has one by " + VARIABLE);
    }
  }

  @Override
  String kubeconfig() {
    return kubeconfig;
  }
}
