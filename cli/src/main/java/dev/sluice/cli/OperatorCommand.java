package dev.sluice.cli;

import dev.sluice.operator.boot.Logging;
import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.operator.boot.Product;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.Console;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code sluice operator}: works in a cluster until it is asked to stop. */
@Command(
    name = "operator",
    description = {
      "Release the Canaries of a cluster.",
      "Options are Flagger's, with one dash or two; a variable of the environment wins."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    versionProvider = Sluice.Version.class)
final class OperatorCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(OperatorCommand.class);

  private final Map<String, String> env;
  private final Start start;

  @Mixin private final OperatorFlags flags = new OperatorFlags();

  /** Starts an operator that works until it is closed. */
  interface Start {
    /**
     * @param client stays the caller's to close
     */
    AutoCloseable start(OperatorOptions options, KubernetesClient client);
  }

  OperatorCommand(Map<String, String> env, Start start) {
    this.env = env;
    this.start = start;
  }

  @Override
  public Integer call() throws Exception {
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    OperatorOptions options = flags.options(env);
    Logging.setUp(flags.logLevel(), flags.logFormat(terminal));
    flags.warnings(env).forEach(log::warn);
    RequestRate rate = flags.rate();
    StopSignal stop = StopSignal.install();
    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(flags.cluster().config())
            .withHttpClientBuilderConsumer(
                http -> http.addOrReplaceInterceptor(RequestRate.class.getName(), rate))
            .build()) {
      String server = reach(client);
      log.info("Sluice {} works in the cluster at {}", Product.VERSION, server);
      try (AutoCloseable _ = start.start(options, client)) {
        stop.await();
        log.info("Stopping");
      }
    }
    return ExitCode.OK;
  }

  /** Asks the API server for its version, so that a wrong address is told in one line. */
  private static String reach(KubernetesClient client) {
    String address = client.getMasterUrl().toString();
    try {
      client.getKubernetesVersion();
      return address;
    } catch (KubernetesClientException e) {
      throw new UserErrorException(
          "The API server at "
              + address
              + " does not answer as it should ("
              + reason(e)
              + "). Check --kubeconfig, KUBECONFIG or --master.",
          e);
    }
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
