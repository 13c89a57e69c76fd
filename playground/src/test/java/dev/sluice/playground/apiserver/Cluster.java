package dev.sluice.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.playground.apiserver.json.Json;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/**
 * An API server under test, seen through a client and through plain requests with the client's
 * credentials.
 */
final class Cluster implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 90_000;

  private final KubernetesClient client;

  Cluster(String kubeconfig) {
    Config config = Config.fromKubeconfig(kubeconfig);
    config.setRequestTimeout(PATIENCE_MILLIS);
    config.setConnectionTimeout(PATIENCE_MILLIS);
    config.setRequestRetryBackoffLimit(0);
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  /** What came back. */
  record Reply(int status, JsonNode body, String warning) {
    String text(String... path) {
      return Json.textAt(body, path);
    }

    JsonNode at(String... path) {
      return Json.at(body, path);
    }
  }

  KubernetesClient client() {
    return client;
  }

  /** A new namespace of its own for a test. */
  String namespace() {
    String name = "t-" + UUID.randomUUID().toString().substring(0, 8);
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  Reply get(String path) {
    return get(path, "application/json");
  }

  Reply get(String path, String accept) {
    return send(request(path).method("GET", "application/json", null).header("Accept", accept));
  }

  Reply post(String path, String body) {
    return send(request(path).method("POST", "application/json", json(body)));
  }

  /** Posts what Go's clients send. */
  Reply postProtobuf(String path, byte[] body) {
    return send(request(path).post("application/vnd.kubernetes.protobuf", body));
  }

  Reply put(String path, String body) {
    return send(request(path).method("PUT", "application/json", json(body)));
  }

  Reply put(String path, JsonNode body) {
    return send(request(path).method("PUT", "application/json", body.toString()));
  }

  Reply delete(String path, String body) {
    return send(
        request(path).method("DELETE", "application/json", body.isEmpty() ? "{}" : json(body)));
  }

  /** Patches with a content type such as {@code merge-patch+json}. */
  Reply patch(String path, String type, String body) {
    String sent = type.endsWith("yaml") ? body : json(body);
    return send(request(path).method("PATCH", "application/" + type, sent));
  }

  /** Applies server-side. */
  Reply apply(String path, String manager, String body) {
    return patch(path + "?fieldManager=" + manager, "apply-patch+yaml", body);
  }

  /** Applies server-side, taking fields from others. */
  Reply forceApply(String path, String manager, String body) {
    return patch(path + "?force=true&fieldManager=" + manager, "apply-patch+yaml", body);
  }

  /** Tests write JSON as YAML, for the sake of the reader. */
  private static String json(String yaml) {
    try {
      return Json.string(Json.parseYaml(yaml.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Reads YAML to compare with. */
  static JsonNode yaml(String yaml) {
    return Json.parse(json(yaml));
  }

  private HttpRequest.Builder request(String path) {
    return client
        .getHttpClient()
        .newHttpRequestBuilder()
        .uri(
            Objects.requireNonNull(client.getConfiguration().getMasterUrl()).replaceAll("/$", "")
                + path);
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          client.getHttpClient().sendAsync(request.build(), byte[].class).get();
      byte[] body = Objects.requireNonNullElse(response.body(), new byte[0]);
      String warning = String.join("\n", response.headers("Warning"));
      boolean document =
          body.length > 0
              && body[0] == '{'
              && !response.request().uri().toString().contains("watch=");
      JsonNode read =
          document ? Json.parse(body) : Json.text(new String(body, StandardCharsets.UTF_8));
      return new Reply(response.code(), read, warning);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(new InterruptedIOException());
    } catch (ExecutionException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
