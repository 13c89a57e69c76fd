package dev.sluice.cli;

import dev.sluice.operator.boot.Logging;
import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.operator.boot.Product;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.Console;
import java.io.IOException;
import java.util.List;
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
     * @param interceptors see every request to the API server
     * @param lost ends this process at once: another replica may work in its place
     * @throws IOException if the port of the options is taken
     * @throws InterruptedException if it is told to stop before it has started
     */
    AutoCloseable start(
        OperatorOptions options, Config config, List<Interceptor> interceptors, Runnable lost)
        throws IOException, InterruptedException;
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
    Config config = flags.cluster().config();
    log.info("Sluice {} works in the cluster at {}", Product.VERSION, reach(config));
    StopSignal stop = StopSignal.install(Thread.currentThread());
    try (AutoCloseable _ = start.start(options, config, List.of(rate), OperatorCommand::lost)) {
      stop.await();
      log.info("Stopping");
    } catch (InterruptedException e) {
      log.info("Stopped before it had started");
    } catch (IOException e) {
      throw new UserErrorException(
          "Port "
              + options.port()
              + " cannot be used ("
              + e.getMessage()
              + "); choose another --port.",
          e);
    }
    return ExitCode.OK;
  }

  /** Nothing may be written any more, so nothing is waited for. */
  private static void lost() {
    Runtime.getRuntime().halt(ExitCode.SOFTWARE);
  }

  /** Asks the API server for its version, so that a wrong address is told in one line. */
  private static String reach(Config config) {
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      client.getKubernetesVersion();
      return config.getMasterUrl();
    } catch (KubernetesClientException e) {
      throw new UserErrorException(
          "The API server at "
              + config.getMasterUrl()
              + " does not answer as it should ("
              + ClusterAccess.reason(e)
              + "). Check --kubeconfig, KUBECONFIG or --master.",
          e);
    }
  }
}
