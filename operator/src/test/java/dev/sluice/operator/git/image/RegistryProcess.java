package dev.sluice.operator.git.image;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.ByteString;

/** Debian's {@code docker-registry} at any free port, for one user. */
final class RegistryProcess implements AutoCloseable {
  static final String USER = "anne";
  static final String PASSWORD = "s3cr3t";

  /** Of the password above, as {@code htpasswd -B} writes it. */
  private static final String HTPASSWD =
      "anne:$2y$04$Dq/ZZglPfXFuaiyUVhuQE./FZjCIENkajp1oodtpJYhWLh3wFFQI2\n";

  private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;

  private RegistryProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static Optional<Path> find() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> Path.of(directory, "docker-registry"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it with an empty store; it serves when this returns. */
  static RegistryProcess start(Path binary, Path directory) throws IOException {
    Path users = Files.writeString(directory.resolve("htpasswd"), HTPASSWD);
    Path config =
        Files.writeString(
            directory.resolve("config.yml"),
            """
            version: 0.1
            storage: {filesystem: {rootdirectory: %s}}
            http: {addr: "127.0.0.1:0"}
            auth: {htpasswd: {realm: test, path: %s}}
            """
                .formatted(directory.resolve("data"), users));
    Process process =
        new ProcessBuilder(binary.toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      said.append(line).append('\n');
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        Thread.ofVirtual().start(() -> log.lines().forEach(ignored -> {}));
        return new RegistryProcess(process, Integer.parseInt(listening.group(1)));
      }
    }
    throw new IOException("the registry ended: " + said);
  }

  /** {@code 127.0.0.1:port}. */
  String host() {
    return "127.0.0.1:" + port;
  }

  /**
   * Pushes an image that differs by its text.
   *
   * @return its digest
   */
  String push(String repository, String tag, String text) throws IOException, InterruptedException {
    String config = blob(repository, "{\"comment\":\"" + text + "\"}");
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json",%s},"layers":[]}\
        """
            .formatted(MANIFEST, config);
    HttpResponse<String> pushed =
        send(
            request("/v2/" + repository + "/manifests/" + tag)
                .header("Content-Type", MANIFEST)
                .PUT(HttpRequest.BodyPublishers.ofString(manifest)),
            201);
    return pushed.headers().firstValue("Docker-Content-Digest").orElseThrow();
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    process.onExit().join();
  }

  /** Uploads a blob and gives its digest and size as a descriptor's fields. */
  private String blob(String repository, String content) throws IOException, InterruptedException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String digest = "sha256:" + ByteString.of(bytes).sha256().hex();
    URI upload =
        URI.create(
            send(
                    request("/v2/" + repository + "/blobs/uploads/")
                        .POST(HttpRequest.BodyPublishers.noBody()),
                    202)
                .headers()
                .firstValue("Location")
                .orElseThrow());
    send(
        request(upload.getRawPath() + "?" + upload.getRawQuery() + "&digest=" + digest)
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)),
        201);
    return "\"digest\":\"%s\",\"size\":%d".formatted(digest, bytes.length);
  }

  private HttpRequest.Builder request(String path) {
    String user = USER + ":" + PASSWORD;
    return HttpRequest.newBuilder(URI.create("http://" + host() + path))
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request, int expected)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != expected) {
      throw new IOException(response + ": " + response.body());
    }
    return response;
  }
}
