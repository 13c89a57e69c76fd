package dev.sluice.cli.stage;

import dev.sluice.cli.ClusterAccess;
import dev.sluice.cli.UserErrorException;
import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.operator.boot.OperatorOptions.Git;
import dev.sluice.operator.boot.Product;
import dev.sluice.operator.boot.RunningOperator;
import dev.sluice.operator.kube.RequiredKinds;
import dev.sluice.playground.apiserver.ApiServer;
import dev.sluice.playground.apiserver.request.RequestLog;
import dev.sluice.playground.prometheus.PrometheusProcess;
import dev.sluice.playground.prometheus.ScrapeJob;
import dev.sluice.playground.world.World;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An API server, the world behind it, a Prometheus and an operator, until it is closed. The
 * playground's demo and the end-to-end tests stand on it. What it brought to an API server that
 * lives on, it takes away again.
 */
public final class Stage implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Stage.class);

  /** Rates over a few seconds need several samples. */
  private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(1);

  /** Who changes things as a person would. */
  private static final String VISITOR = "sluice-playground/" + Product.VERSION;

  private final Deque<AutoCloseable> closers = new ArrayDeque<>();
  private final Optional<ApiServer> apiServer;
  private final Path directory;
  private final Path kubeconfig;
  private final Config config;
  private final KubernetesClient client;
  private final World world;
  private final URI prometheus;
  private final Optional<RunningOperator> operator;
  private final boolean tidy;

  private Stage(StageOptions options, Consumer<String> progress)
      throws IOException, InterruptedException {
    try {
      directory = Files.createTempDirectory("sluice-");
      closers.push(
          () -> FileUtils.delete(directory.toFile(), FileUtils.RECURSIVE | FileUtils.RETRY));
      if (options.kubeconfig() == null) {
        progress.accept("The API server starts.");
        ApiServer server = ApiServer.start();
        closers.push(server);
        apiServer = Optional.of(server);
        kubeconfig = directory.resolve("kubeconfig");
        server.writeKubeconfig(kubeconfig);
      } else {
        apiServer = Optional.empty();
        kubeconfig = options.kubeconfig();
      }
      tidy = apiServer.isEmpty() && !options.passing();
      config = new ClusterAccess(kubeconfig, null).config();
      client = client(VISITOR);
      if (tidy) {
        progress.accept("The API server is asked what is there already.");
        Traces traces = Traces.before(client);
        closers.push(traces::remove);
      }
      Definitions.install(client);
      new RequiredKinds(client, null)
          .wrong()
          .ifPresent(
              wrong -> {
                throw new UserErrorException(wrong + ".");
              });
      progress.accept("The world starts: controllers, a node for pods, a gateway.");
      world = World.start(client("sluice-world/" + Product.VERSION), options.world());
      closers.push(world);
      prometheus = prometheus(options, progress);
      operator = operator(options, progress);
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Sets everything up.
   *
   * @param progress is told what happens, a sentence at a time
   * @throws UserErrorException if something that the options name is not as it must be
   */
  public static Stage start(StageOptions options, Consumer<String> progress)
      throws IOException, InterruptedException {
    return new Stage(options, progress);
  }

  /** A client that may do everything. */
  public KubernetesClient client() {
    return client;
  }

  /** How an operator reaches the API server. */
  public Config config() {
    return config;
  }

  /** The file with which others reach the API server. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  public World world() {
    return world;
  }

  public URI prometheus() {
    return prometheus;
  }

  /** A directory of the stage's own, which goes when it goes. */
  Path directory() {
    return directory;
  }

  /**
   * Where the operator serves HTTP.
   *
   * @throws IllegalStateException if the stage has none
   */
  URI operator() {
    return operator
        .map(running -> URI.create("http://localhost:" + running.port()))
        .orElseThrow(() -> new IllegalStateException("the stage has no operator"));
  }

  /** What was asked of the embedded API server; empty where there is another one. */
  public Optional<RequestLog> requests() {
    return apiServer.map(ApiServer::requests);
  }

  /** The embedded API server; empty where there is another one. */
  public Optional<ApiServer> apiServer() {
    return apiServer;
  }

  /**
   * Creates a namespace. On an API server that lives on it is removed at the end.
   *
   * @throws UserErrorException if it is there already
   */
  public void createNamespace(String name) {
    try {
      client
          .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
          .create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      throw new UserErrorException(
          ("Namespace %s is there already, and the playground would change what is in it. Delete"
                  + " it: kubectl delete namespace %s")
              .formatted(name, name),
          e);
    }
    if (tidy) {
      closers.push(() -> new NamespaceRemoval(client).remove(name));
    }
  }

  /** Takes everything down, the last part first; a part that does not end is logged. */
  @Override
  public void close() {
    while (!closers.isEmpty()) {
      close(closers.pop());
    }
  }

  /** Takes a part down, for good or with a word in the log. */
  static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      log.warn("A part of the stage did not end as it should", e);
    }
  }

  private KubernetesClient client(String userAgent) {
    KubernetesClient made =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(config).withUserAgent(userAgent).build())
            .build();
    closers.push(made);
    return made;
  }

  private URI prometheus(StageOptions options, Consumer<String> progress)
      throws IOException, InterruptedException {
    URI given = options.prometheus();
    if (given != null) {
      new ForeignPrometheus(given).awaitScrape(world.scrapeTargets(), progress);
      return given;
    }
    progress.accept("Prometheus starts.");
    Path binary = Objects.requireNonNull(options.prometheusBinary(), "no prometheus binary");
    PrometheusProcess process =
        PrometheusProcess.start(
            binary,
            SCRAPE_INTERVAL,
            List.of(ScrapeJob.discovered("playground", world.scrapeTargets())));
    closers.push(process);
    return process.address();
  }

  private Optional<RunningOperator> operator(StageOptions options, Consumer<String> progress)
      throws IOException, InterruptedException {
    if (!options.operator()) {
      return Optional.empty();
    }
    progress.accept("The operator starts.");
    Git git = new Git(directory.resolve("clones"), Git.DEFAULT.maxBytes(), List.of(), null);
    RunningOperator running =
        RunningOperator.start(
            OperatorOptions.DEFAULTS.with(options.provider(), prometheus.toString()).with(git),
            config,
            List.of(),
            () -> {});
    closers.push(running);
    return Optional.of(running);
  }
}
