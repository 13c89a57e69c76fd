package dev.sluice.operator.git.render;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A cluster with nothing in it, for the {@code lookup} of templates: Helm's library asks one even
 * where {@code helm template} does not. So a chart finds nothing, and what is rendered comes from
 * the commit alone.
 */
final class EmptyCluster {
  private static final Pattern DISCOVERY = Pattern.compile("/api/v1|/apis/[^/]+/[^/]+");

  private EmptyCluster() {}

  /**
   * Serves it until the process ends.
   *
   * @param kubeconfig is written
   */
  static void start(Path kubeconfig) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", EmptyCluster::answer);
    server.start();
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: empty, cluster: {server: "http://127.0.0.1:%d"}}]
        contexts: [{name: empty, context: {cluster: empty}}]
        current-context: empty
        """
            .formatted(server.getAddress().getPort()));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    boolean discovery = DISCOVERY.matcher(exchange.getRequestURI().getPath()).matches();
    byte[] body =
        (discovery
                ? """
                {"kind": "APIResourceList", "apiVersion": "v1", "resources": []}"""
                : """
                {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}""")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(discovery ? 200 : 404, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
