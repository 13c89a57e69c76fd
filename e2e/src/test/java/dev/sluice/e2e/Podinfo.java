package dev.sluice.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.playground.world.load.LoadReport;
import dev.sluice.playground.world.load.VersionReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import okhttp3.Headers;
import org.opentest4j.TestAbortedException;

/**
 * podinfo, for nodes that pull images. A version's behaviour becomes flags in the same patch; of
 * errors it knows one share, a third of the requests.
 *
 * @param repository of its images, without tag
 * @see <a href="https://github.com/stefanprodan/podinfo">podinfo</a>
 */
record Podinfo(String repository) implements Demo {
  static final String REPOSITORY = "ghcr.io/stefanprodan/podinfo";

  /** Releases whose random errors are independent of each other: built with Go 1.24 or later. */
  private static final Map<String, String> RELEASES =
      Map.of("1.0.0", "6.8.0", "1.1.0", "6.9.0", "1.2.0", "6.10.0", "1.3.0", "6.11.0");

  /** What it answers if nothing else was asked for. */
  private static final String GREETING = "greetings from podinfo v";

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String manifests(String version) {
    // A third of the probes fails with the errors, and a slow version answers them slowly too.
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: podinfo}
    spec:
      replicas: 2
      selector: {matchLabels: {app: podinfo}}
      template:
        metadata:
          labels: {app: podinfo}
          annotations: {prometheus.io/scrape: "true", prometheus.io/port: "8080"}
        spec:
          containers:
          - name: app
            image: %s
            command: %s
            ports: [{name: http, containerPort: 8080}]
            readinessProbe:
              httpGet: {path: /readyz, port: http}
              periodSeconds: 1
              timeoutSeconds: 10
              failureThreshold: 10
            resources:
              requests: {cpu: 5m, memory: 16Mi}
    ---
    """
            .formatted(image(version), json(command(version)))
        + SERVICE;
  }

  @Override
  public String patch(String version) {
    return """
    {"spec":{"template":{"spec":{"containers":[{"name":"app","image":"%s","command":%s}]}}}}
    """
        .formatted(image(version), json(command(version)));
  }

  @Override
  public String inScenario(String image) {
    int tag = image.lastIndexOf(':') + 1;
    return image.substring(0, tag) + version(image.substring(tag));
  }

  @Override
  public VersionReader reader() {
    return Podinfo::version;
  }

  @Override
  public void requireFiles() {
    throw new TestAbortedException("needs pods that read their behaviour from a mounted file");
  }

  private String image(String version) {
    String release = version.replaceFirst("-.*", "");
    return repository
        + ":"
        + Objects.requireNonNull(RELEASES.get(release), "no release of podinfo for " + release);
  }

  private static List<String> command(String version) {
    return Stream.concat(Stream.of("./podinfo", "--port=8080"), flags(version)).toList();
  }

  private static Stream<String> flags(String version) {
    String behaviour = version.replaceFirst("^[^-]*-?", "");
    if (behaviour.startsWith("errors")) {
      return Stream.of("--random-error");
    }
    if (behaviour.startsWith("slow")) {
      int millis = Integer.parseInt(behaviour.substring("slow".length()));
      return Stream.of(
          "--random-delay",
          "--random-delay-unit=ms",
          "--random-delay-min=" + millis,
          "--random-delay-max=" + (millis + 1));
    }
    return switch (behaviour) {
      case "" -> Stream.of();
      case "notready" -> Stream.of("--unready");
      default -> throw new IllegalArgumentException("podinfo has no flag for " + behaviour);
    };
  }

  /** An error has no body, and says nothing. */
  private static String version(Headers headers, String body) {
    try {
      JsonNode answer = JSON.readTree(body);
      String message = answer.path("message").asText();
      return message.startsWith(GREETING) ? version(answer.path("version").asText()) : message;
    } catch (JsonProcessingException e) {
      return LoadReport.NOBODY;
    }
  }

  private static String version(String release) {
    return RELEASES.entrySet().stream()
        .filter(known -> known.getValue().equals(release))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(release);
  }

  private static String json(List<String> words) {
    return JSON.valueToTree(words).toString();
  }
}
