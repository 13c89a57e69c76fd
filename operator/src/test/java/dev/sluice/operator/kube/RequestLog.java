package dev.sluice.operator.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a client asks an API server, watches aside. */
public final class RequestLog implements Interceptor {
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** A client whose requests are noted. */
  public KubernetesClient client(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("log", this))
        .build();
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    var uri = request.uri().toString();
    if (!uri.contains("watch=true")) {
      requests.add(request.method() + " " + request.uri().getPath());
    }
  }

  /** What was asked. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Starts anew. */
  public void clear() {
    requests.clear();
  }
}
