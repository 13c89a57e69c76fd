package dev.sluice.cli.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.UserErrorException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/** A Prometheus that is not the playground's own, and has to be told what to scrape. */
final class ForeignPrometheus {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI address;

  ForeignPrometheus(URI address) {
    this.address = address;
  }

  /**
   * Waits until it scrapes the playground's gateway.
   *
   * @param targets what its {@code http_sd_configs} has to ask
   * @param progress is told what its configuration needs
   * @throws UserErrorException if it does not answer, or does not scrape within five minutes
   */
  void awaitScrape(URI targets, Consumer<String> progress) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String needs = needs(targets);
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!scrapes(http, targets)) {
        progress.accept(needs);
        if (System.nanoTime() - end > 0) {
          throw new UserErrorException(
              "The Prometheus at " + address + " did not scrape the playground. " + needs);
        }
        Thread.sleep(LOOK_AGAIN);
      }
    }
  }

  /** What has to be in its configuration, in YAML's flow style so that it fits a line. */
  static String needs(URI targets) {
    return "Your Prometheus must scrape the playground; add to its scrape_configs: {job_name:"
        + " playground, scrape_interval: 1s, http_sd_configs: [{url: '"
        + targets
        + "', refresh_interval: 1s}]}";
  }

  private boolean scrapes(HttpClient http, URI targets) throws InterruptedException {
    String gateway = targets.getHost() + ":" + targets.getPort();
    String query =
        URLEncoder.encode("up{instance=\"" + gateway + "\"} == 1", StandardCharsets.UTF_8);
    String base = address.toString().replaceAll("/+$", "");
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(base + "/api/v1/query?query=" + query))
              .timeout(Duration.ofSeconds(5))
              .build();
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw unusable("answers with status " + response.statusCode(), null);
      }
      JsonNode result = JSON.readTree(response.body()).path("data").path("result");
      return !result.isEmpty();
    } catch (IOException e) {
      throw unusable("does not answer as a Prometheus does", e);
    }
  }

  private UserErrorException unusable(
      String how, @org.jspecify.annotations.Nullable Throwable cause) {
    return new UserErrorException(
        "--prometheus " + address + " " + how + ". Check the address, or leave the option out.",
        cause == null ? new IOException(how) : cause);
  }
}
