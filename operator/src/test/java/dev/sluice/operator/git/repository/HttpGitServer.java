package dev.sluice.operator.git.repository;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;

/** Git's own {@code git http-backend} behind a web server, as on a machine that serves Git. */
public final class HttpGitServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Path root;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile @Nullable String authorization;
  private volatile @Nullable String movedTo;
  private final boolean tls;

  /**
   * @param root the directory that the repositories are in
   * @param certificate for HTTPS, or null for HTTP
   */
  public HttpGitServer(Path root, @Nullable HeldCertificate certificate) throws IOException {
    this.root = root;
    this.tls = certificate != null;
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (certificate == null) {
      server = HttpServer.create(any, 0);
    } else {
      HttpsServer secure = HttpsServer.create(any, 0);
      secure.setHttpsConfigurator(
          new HttpsConfigurator(
              new HandshakeCertificates.Builder()
                  .heldCertificate(certificate)
                  .build()
                  .sslContext()));
      server = secure;
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url(String repository) {
    return "%s://localhost:%d/%s"
        .formatted(tls ? "https" : "http", server.getAddress().getPort(), repository);
  }

  /** Serves something else than Git under a path, such as a host's API. */
  public void serve(String path, HttpHandler handler) {
    server.createContext(path, handler);
  }

  /** From now on only requests with this header are answered. */
  public void require(String value) {
    authorization = value;
  }

  /** From now on every request is sent to another server. */
  public void moveTo(String url) {
    movedTo = url;
  }

  /** Method and path of each request, in order. */
  public List<String> requests() {
    return requests;
  }

  /** The values of {@code Authorization} are not kept in {@link #requests()}; these are. */
  public List<String> authorizations() {
    return authorizations;
  }

  private final List<String> authorizations = new CopyOnWriteArrayList<>();

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      String given = exchange.getRequestHeaders().getFirst("Authorization");
      authorizations.add(String.valueOf(given));
      if (movedTo != null) {
        exchange.getResponseHeaders().add("Location", movedTo + exchange.getRequestURI());
        exchange.sendResponseHeaders(301, -1);
      } else if (authorization != null && !authorization.equals(given)) {
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
        exchange.sendResponseHeaders(401, -1);
      } else {
        backend(exchange);
      }
    }
  }

  private void backend(HttpExchange exchange) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
    Map<String, String> env = builder.environment();
    env.put("GIT_PROJECT_ROOT", root.toString());
    env.put("GIT_HTTP_EXPORT_ALL", "1");
    env.put("GIT_CONFIG_COUNT", "1");
    env.put("GIT_CONFIG_KEY_0", "safe.directory");
    env.put("GIT_CONFIG_VALUE_0", "*");
    env.put("REQUEST_METHOD", exchange.getRequestMethod());
    env.put("PATH_INFO", exchange.getRequestURI().getPath());
    env.put("QUERY_STRING", Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
    env.put("REMOTE_ADDR", "127.0.0.1");
    header(exchange, "Content-Type", env, "CONTENT_TYPE");
    header(exchange, "Content-Encoding", env, "HTTP_CONTENT_ENCODING");
    header(exchange, "Git-Protocol", env, "GIT_PROTOCOL");
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (OutputStream in = process.getOutputStream()) {
      exchange.getRequestBody().transferTo(in);
    }
    try (InputStream out = process.getInputStream()) {
      int status = 200;
      for (String line = line(out); !line.isEmpty(); line = line(out)) {
        int colon = line.indexOf(':');
        String name = line.substring(0, colon);
        String value = line.substring(colon + 1).strip();
        if (name.equals("Status")) {
          status = Integer.parseInt(value.substring(0, 3));
        } else {
          exchange.getResponseHeaders().add(name, value);
        }
      }
      exchange.sendResponseHeaders(status, 0);
      out.transferTo(exchange.getResponseBody());
    }
  }

  private static void header(
      HttpExchange exchange, String name, Map<String, String> env, String variable) {
    Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
        .ifPresent(value -> env.put(variable, value));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
