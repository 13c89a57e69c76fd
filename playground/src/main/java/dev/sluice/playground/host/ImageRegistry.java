package dev.sluice.playground.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okio.ByteString;

/**
 * A registry on this machine that lists tags and gives out manifests, through the OCI distribution
 * API; everybody may read. Its images have no layers: the playground's node has the programs
 * itself. Calls webhooks when a tag was pushed.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md">The OCI
 *     distribution specification 1.1</a>
 */
public final class ImageRegistry implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final Pattern PATH =
      Pattern.compile("/v2/(?<name>.+)/(?<what>tags/list|manifests/.+|blobs/.+)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Webhook> webhooks = new CopyOnWriteArrayList<>();

  /** By repository and tag: the digest of the manifest. In the order that tags are listed in. */
  private final Map<String, Map<String, String>> tags = new ConcurrentHashMap<>();

  /** By digest. */
  private final Map<String, Content> contents = new ConcurrentHashMap<>();

  private record Content(String type, ByteString bytes) {
    String digest() {
      return "sha256:" + bytes.sha256().hex();
    }
  }

  private ImageRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /** Starts it on a free port. */
  public static ImageRegistry start() throws IOException {
    ImageRegistry registry = new ImageRegistry();
    registry.server.start();
    return registry;
  }

  /** An image of this registry without its tag, such as {@code localhost:5000/podinfo}. */
  public String image(String repository) {
    return "localhost:%d/%s".formatted(server.getAddress().getPort(), repository);
  }

  /**
   * Adds an image, or moves its tag.
   *
   * @return the digest of its manifest
   */
  public String push(String repository, String tag) throws IOException {
    Content config = keep(new Content(CONFIG, json(config(tag))));
    Content manifest = keep(new Content(MANIFEST, json(manifest(config))));
    tags.computeIfAbsent(repository, _ -> new ConcurrentSkipListMap<>())
        .put(tag, manifest.digest());
    String body = json(notification(repository, tag, manifest)).utf8();
    webhooks.forEach(webhook -> webhook.call(body));
    return manifest.digest();
  }

  /** Calls this from now on when a tag was pushed. */
  public void onPush(Webhook webhook) {
    webhooks.add(webhook);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private Content keep(Content content) {
    contents.put(content.digest(), content);
    return content;
  }

  private static Map<String, Object> config(String tag) {
    return new TreeMap<>(
        Map.of(
            "architecture",
            "amd64",
            "os",
            "linux",
            "config",
            Map.of("Labels", Map.of("org.opencontainers.image.version", tag)),
            "rootfs",
            new TreeMap<>(Map.of("type", "layers", "diff_ids", List.of()))));
  }

  private static Map<String, Object> manifest(Content config) {
    Map<String, Object> descriptor =
        new TreeMap<>(
            Map.of("mediaType", CONFIG, "digest", config.digest(), "size", config.bytes.size()));
    return new TreeMap<>(
        Map.of(
            "schemaVersion", 2, "mediaType", MANIFEST, "config", descriptor, "layers", List.of()));
  }

  /** As docker-registry tells of pushes. */
  private static Map<String, Object> notification(String repository, String tag, Content manifest) {
    Map<String, Object> target =
        Map.of(
            "repository",
            repository,
            "tag",
            tag,
            "mediaType",
            MANIFEST,
            "digest",
            manifest.digest());
    return Map.of("events", List.of(Map.of("action", "push", "target", target)));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Docker-Distribution-Api-Version", "registry/2.0");
      String path = exchange.getRequestURI().getPath();
      Matcher found = PATH.matcher(path);
      if (!exchange.getRequestMethod().matches("GET|HEAD")) {
        refuse(exchange, 405, "UNSUPPORTED", "the playground's registry can be read only");
      } else if (path.matches("/v2/?")) {
        reply(exchange, new Content("application/json", json(Map.of())));
      } else if (!found.matches() || !tags.containsKey(found.group("name"))) {
        refuse(exchange, 404, "NAME_UNKNOWN", "no such repository");
      } else if (found.group("what").equals("tags/list")) {
        list(exchange, found.group("name"));
      } else {
        give(exchange, found.group("name"), found.group("what"));
      }
    }
  }

  private void list(HttpExchange exchange, String name) throws IOException {
    Map<String, String> query = query(exchange);
    String last = query.getOrDefault("last", "");
    int most;
    try {
      most = Integer.parseInt(query.getOrDefault("n", "1000"));
    } catch (NumberFormatException e) {
      refuse(exchange, 400, "PAGINATION_NUMBER_INVALID", "n must be a number");
      return;
    }
    List<String> rest =
        known(name).keySet().stream().filter(tag -> tag.compareTo(last) > 0).toList();
    List<String> page = rest.stream().limit(Math.max(0, most)).toList();
    if (page.size() < rest.size() && !page.isEmpty()) {
      exchange
          .getResponseHeaders()
          .set(
              "Link",
              "</v2/%s/tags/list?n=%d&last=%s>; rel=\"next\""
                  .formatted(name, most, page.getLast()));
    }
    reply(
        exchange,
        new Content("application/json", json(new TreeMap<>(Map.of("name", name, "tags", page)))));
  }

  private void give(HttpExchange exchange, String name, String what) throws IOException {
    String reference = what.substring(what.indexOf('/') + 1);
    Optional<Content> content =
        Optional.ofNullable(contents.get(known(name).getOrDefault(reference, reference)));
    if (content.isEmpty()) {
      boolean manifest = what.startsWith("manifests/");
      refuse(exchange, 404, manifest ? "MANIFEST_UNKNOWN" : "BLOB_UNKNOWN", "no such " + reference);
      return;
    }
    exchange.getResponseHeaders().set("Docker-Content-Digest", content.get().digest());
    reply(exchange, content.get());
  }

  private Map<String, String> known(String name) {
    return Objects.requireNonNull(tags.get(name), name);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> values = new HashMap<>();
    Stream.ofNullable(exchange.getRequestURI().getRawQuery())
        .flatMap(query -> Arrays.stream(query.split("&")))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> values.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    return values;
  }

  private static ByteString json(Object value) throws JsonProcessingException {
    return ByteString.of(JSON.writeValueAsBytes(value));
  }

  private static void refuse(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    reply(
        exchange,
        status,
        new Content(
            "application/json",
            json(Map.of("errors", List.of(Map.of("code", code, "message", message))))));
  }

  private static void reply(HttpExchange exchange, Content content) throws IOException {
    reply(exchange, 200, content);
  }

  private static void reply(HttpExchange exchange, int status, Content content) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.getResponseHeaders().set("Content-Type", content.type);
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.bytes.size()));
    }
    exchange.sendResponseHeaders(status, head ? -1 : content.bytes.size());
    if (!head) {
      content.bytes.write(exchange.getResponseBody());
    }
  }
}
