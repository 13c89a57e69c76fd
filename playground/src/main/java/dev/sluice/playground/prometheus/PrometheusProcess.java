package dev.sluice.playground.prometheus;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Prometheus of its own: any free port, a temporary directory, a configuration from {@link
 * ScrapeJob}s. It ends with {@link #close}, or with the JVM.
 */
public final class PrometheusProcess implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Process process;
  private final Path directory;
  private final Thread atExit;
  private final URI address;

  private PrometheusProcess(Process process, Path directory, Thread atExit, URI address) {
    this.process = process;
    this.directory = directory;
    this.atExit = atExit;
    this.address = address;
  }

  /** The {@code prometheus} on the PATH, if there is one. */
  public static Optional<Path> find() {
    String path = System.getenv("PATH");
    return Arrays.stream(path == null ? new String[0] : path.split(File.pathSeparator))
        .map(directory -> Path.of(directory, "prometheus"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param scrapeInterval at least 1 ms; rates need two scrapes
   * @throws IOException when it does not start; the message has the last lines that it printed
   * @throws InterruptedException when the thread is interrupted; the process is then ended
   */
  public static PrometheusProcess start(Path binary, Duration scrapeInterval, List<ScrapeJob> jobs)
      throws IOException, InterruptedException {
    return start(binary, config(scrapeInterval, jobs), jobs, null);
  }

  /**
   * Starts one that scrapes nothing and has a past.
   *
   * @param data its blocks, as {@code promtool tsdb create-blocks-from} makes them; they stay when
   *     it ends
   * @throws IOException when it does not start; the message has the last lines that it printed
   * @throws InterruptedException when the thread is interrupted; the process is then ended
   */
  public static PrometheusProcess withPast(Path binary, Path data)
      throws IOException, InterruptedException {
    return start(binary, config(Duration.ofMinutes(1), List.of()), List.of(), data);
  }

  /**
   * Starts one with a configuration that was written for another.
   *
   * @param config what Prometheus reads as YAML
   * @throws IOException when it does not start; the message has the last lines that it printed
   * @throws InterruptedException when the thread is interrupted; the process is then ended
   */
  public static PrometheusProcess configured(Path binary, Map<String, Object> config)
      throws IOException, InterruptedException {
    return start(binary, config, List.of(), null);
  }

  private static PrometheusProcess start(
      Path binary, Map<String, Object> settings, List<ScrapeJob> jobs, @Nullable Path data)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("prometheus");
    Process process = null;
    try {
      Path config = directory.resolve("prometheus.yml");
      write(config, settings);
      for (ScrapeJob job : jobs) {
        write(directory.resolve(targetsFile(job.name())), List.of());
      }
      process = launch(binary, directory, config, data);
      Thread atExit = Thread.ofPlatform().unstarted(killing(process, directory));
      Runtime.getRuntime().addShutdownHook(atExit);
      PrometheusLog log = PrometheusLog.follow(process);
      PrometheusProcess started =
          new PrometheusProcess(process, directory, atExit, log.address(START));
      started.awaitReady(log);
      return started;
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (process != null) {
        process.destroyForcibly();
      }
      delete(directory);
      throw e;
    }
  }

  private static Process launch(Path binary, Path directory, Path config, @Nullable Path data)
      throws IOException {
    return new ProcessBuilder(
            binary.toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + (data == null ? directory.resolve("data") : data),
            "--storage.tsdb.retention.time=" + (data == null ? "6h" : "100y"),
            "--web.listen-address=127.0.0.1:0",
            "--log.level=info")
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .start();
  }

  /** Where its API and pages are, for example {@code http://127.0.0.1:41207}. */
  public URI address() {
    return address;
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Scrapes these under a job from now on, and those before no longer; seen within a second or so.
   */
  public void scrape(String job, List<ScrapeTarget> targets) {
    List<Map<String, Object>> groups =
        targets.stream()
            .map(
                target ->
                    Map.<String, Object>of(
                        "targets", List.of(target.address()), "labels", target.labels()))
            .toList();
    try {
      Path file = directory.resolve(targetsFile(job));
      if (!Files.exists(file)) {
        throw new IllegalArgumentException("no such scrape job: " + job);
      }
      write(file, groups);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it and removes its data. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return;
    }
    killing(process, directory).run();
  }

  private void awaitReady(PrometheusLog log) throws IOException, InterruptedException {
    HttpRequest ready = HttpRequest.newBuilder(address.resolve("/-/ready")).timeout(START).build();
    long end = System.nanoTime() + START.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw log.failure("Prometheus does not become ready");
        }
        Thread.sleep(POLL);
      }
    }
  }

  private static Map<String, Object> config(Duration interval, List<ScrapeJob> jobs) {
    String every = interval.toMillis() + "ms";
    return Map.of(
        "global",
        Map.of("scrape_interval", every, "scrape_timeout", every, "evaluation_interval", every),
        "scrape_configs",
        jobs.stream().map(PrometheusProcess::config).toList());
  }

  private static Map<String, Object> config(ScrapeJob job) {
    URI url = job.discovery();
    String kind = url == null ? "file_sd_configs" : "http_sd_configs";
    Map<String, Object> discovery =
        url == null
            ? Map.of("files", List.of(targetsFile(job.name())), "refresh_interval", "1s")
            : Map.of("url", url.toString(), "refresh_interval", "1s");
    return Map.of(
        "job_name",
        job.name(),
        "metrics_path",
        job.metricsPath(),
        "honor_labels",
        job.honorLabels(),
        kind,
        List.of(discovery));
  }

  private static String targetsFile(String job) {
    return "targets-" + job + ".json";
  }

  /** Through a rename, so that Prometheus never reads half a file. JSON is YAML. */
  private static void write(Path file, Object content) throws IOException {
    Path draft = Files.createTempFile(file.getParent(), "draft", ".tmp");
    JSON.writeValue(draft.toFile(), content);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Runnable killing(Process process, Path directory) {
    return () -> {
      process.destroy();
      try {
        if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
      delete(directory);
    };
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException | UncheckedIOException e) {
      System.getLogger(PrometheusProcess.class.getName())
          .log(System.Logger.Level.DEBUG, "left behind: " + directory, e);
    }
  }
}
