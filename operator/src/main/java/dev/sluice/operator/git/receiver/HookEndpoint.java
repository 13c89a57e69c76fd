package dev.sluice.operator.git.receiver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.sluice.crds.Receiver;
import dev.sluice.crds.ReceiverSpec;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the calls. Of a call only this is believed, and only once its token or signature is right:
 * that it is worth looking now. A call that is sent again has something looked at again, which
 * finds nothing new; how often that can be is limited.
 */
public final class HookEndpoint implements HttpHandler {
  /** Where calls come in. */
  public static final String PATH = "/hook/";

  private static final Logger log = LoggerFactory.getLogger(HookEndpoint.class);
  private static final int LARGEST_BODY = 4 << 20;
  private static final int MOST_AT_ONCE = 16;
  private static final int BURST = 10;
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;

  private final Cluster cluster;
  private final Requests requests;
  private final RateLimit limit;
  private final InstantSource clock;
  private final Semaphore permits = new Semaphore(MOST_AT_ONCE);

  /** What the caller is told. */
  private record Reply(int status, String text, Optional<Duration> retry) {
    static Reply of(int status, String text) {
      return new Reply(status, text, Optional.empty());
    }

    static Reply busy(Duration retry) {
      return new Reply(TOO_MANY, "too many calls; try again later", Optional.of(retry));
    }
  }

  public HookEndpoint(Cluster cluster, KubernetesClient client, InstantSource clock) {
    this.cluster = cluster;
    this.requests = new Requests(client);
    this.limit = new RateLimit(BURST, PAUSE, clock);
    this.clock = clock;
  }

  /** The path of a Receiver. */
  static String path(Receiver receiver) {
    return PATH + receiver.getMetadata().getNamespace() + "/" + receiver.getMetadata().getName();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Reply reply;
    if (!permits.tryAcquire()) {
      reply = Reply.busy(PAUSE);
    } else {
      try {
        reply = answer(exchange);
      } catch (ProblemException | KubernetesClientException e) {
        log.warn(
            "A call of {} could not be heeded: {}",
            exchange.getRequestURI().getPath(),
            e.getMessage());
        reply = Reply.of(500, "the API server could not be asked; try again later");
      } finally {
        permits.release();
      }
    }
    send(exchange, reply);
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      return Reply.of(405, "send a POST");
    }
    Optional<Receiver> found = find(exchange.getRequestURI().getPath());
    if (found.isEmpty()) {
      return Reply.of(404, "no such receiver");
    }
    Receiver receiver = found.get();
    ReceiverSpec spec = receiver.getSpec();
    if (Boolean.TRUE.equals(spec.suspend())) {
      return Reply.of(503, "the receiver is suspended");
    }
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) {
      return Reply.of(TOO_LARGE, "the body is larger than 4 MiB");
    }
    Caller caller = new Caller(exchange.getRequestHeaders()::getFirst, body);
    String token;
    try {
      token = Token.of(receiver, cluster);
    } catch (ProblemException e) {
      return Reply.of(503, "the receiver is not ready");
    }
    if (!caller.knows(token, spec.type())) {
      return Reply.of(401, "the token or the signature is not right");
    }
    return heed(receiver, caller);
  }

  private Reply heed(Receiver receiver, Caller caller) {
    ReceiverSpec spec = receiver.getSpec();
    Optional<String> event = caller.event(spec.type());
    if (event.isPresent()
        && !spec.events().isEmpty()
        && spec.events().stream().noneMatch(event.get()::equalsIgnoreCase)) {
      return Reply.of(200, "not heeded: " + event.get());
    }
    Optional<Duration> wait = limit.take(path(receiver));
    if (wait.isPresent()) {
      return Reply.busy(wait.get());
    }
    String now = clock.instant().toString();
    List<String> missing = new ArrayList<>();
    for (ReceiverSpec.Resource resource : spec.resources()) {
      if (!requests.look(receiver.getMetadata().getNamespace(), resource, now)) {
        missing.add(resource.kind() + " " + resource.name());
      }
    }
    return missing.isEmpty()
        ? Reply.of(200, "looking")
        : Reply.of(500, "not there: " + String.join(", ", missing));
  }

  private Optional<Receiver> find(String path) {
    String[] parts = path.substring(PATH.length()).split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      return Optional.empty();
    }
    try {
      return cluster.get(Receiver.class, parts[0], parts[1]);
    } catch (ProblemException e) {
      if (e.isRetriable()) {
        throw e;
      }
      // Of a namespace that is not ours to look at.
      return Optional.empty();
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] text = (reply.text() + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    reply
        .retry()
        .ifPresent(
            wait ->
                exchange
                    .getResponseHeaders()
                    .set("Retry-After", String.valueOf(Math.max(1, wait.toSeconds()))));
    exchange.sendResponseHeaders(reply.status(), text.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(text);
    }
  }
}
