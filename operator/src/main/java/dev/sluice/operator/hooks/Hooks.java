package dev.sluice.operator.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.sluice.crds.AnalysisSpec.WebhookSpec;
import dev.sluice.operator.http.Calls;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.http.NetworkTrouble;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.GoDuration;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Calls hooks (A9). Every attempt has the hook's own timeout; a refusal for now (429, 5xx but 501,
 * no connection) is tried again as often as the hook allows, as Flagger's client does
 * (hashicorp/go-retryablehttp).
 */
public final class Hooks {
  /** Added to every call; the same for a call that is repeated. */
  public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  private static final MediaType JSON_TYPE = MediaType.get("application/json");
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LAST_SUCCESS = 202;

  private final Cluster cluster;
  private final TrustingClients clients;
  private final Backoff backoff;

  /** How long to wait before the first and, doubling, at most before any retry. */
  record Backoff(Duration least, Duration most) {
    static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
  }

  public Hooks(Cluster cluster, OkHttpClient http) {
    this(cluster, http, Backoff.DEFAULT);
  }

  Hooks(Cluster cluster, OkHttpClient http, Backoff backoff) {
    this.cluster = cluster;
    this.clients = new TrustingClients(http);
    this.backoff = backoff;
  }

  /**
   * Calls the hook and waits for its answer, at most {@link #longest}. What goes wrong is an
   * answer, not an exception; an interrupt ends the call.
   */
  public HookAnswer call(HookCall call) {
    try {
      return attempts(call);
    } catch (ProblemException e) {
      return new HookAnswer.Refused(e.explanation());
    }
  }

  /**
   * How long {@link #call} can take at most, retries and the waiting between them included.
   *
   * @throws ProblemException when the hook's timeout does not parse
   */
  public static Duration longest(WebhookSpec hook) {
    int retries = retries(hook);
    return timeout(hook)
        .multipliedBy(retries + 1L)
        .plus(Backoff.DEFAULT.most().multipliedBy(retries))
        .plusSeconds(1);
  }

  private HookAnswer attempts(HookCall call) {
    WebhookSpec hook = call.hook();
    HttpUrl url = HttpUrl.parse(hook.url());
    if (url == null) {
      throw new ProblemException(
          "HookUrlInvalid",
          "webhook %s: \"%s\" is not an http or https URL".formatted(hook.name(), hook.url()));
    }
    Credentials credentials = credentials(hook, call.payload().namespace());
    Request request = request(call, url, credentials);
    OkHttpClient client = client(hook, url, credentials);
    RetryPolicy<HookReply> policy = policy(retries(hook));
    int[] attempts = {0};
    try {
      HookReply reply =
          Failsafe.with(policy)
              .get(
                  () -> {
                    attempts[0]++;
                    return reply(client, request);
                  });
      return answer(reply, url, attempts[0]);
    } catch (FailsafeException e) {
      if (e.getCause() instanceof IOException trouble) {
        return new HookAnswer.Refused(
            givenUp(url, attempts[0], NetworkTrouble.explain(trouble, url, timeout(hook))));
      }
      Thread.currentThread().interrupt();
      return new HookAnswer.Refused("interrupted while waiting for the hook");
    }
  }

  private RetryPolicy<HookReply> policy(int retries) {
    return RetryPolicy.<HookReply>builder()
        .handle(IOException.class)
        .handleResultIf(HookReply::mayPass)
        .abortOn(SSLException.class)
        .abortIf((reply, trouble) -> Thread.currentThread().isInterrupted())
        .withMaxRetries(retries)
        .withBackoff(backoff.least(), backoff.most())
        .withDelayFn(context -> delay(context.getLastResult()))
        .build();
  }

  /** Negative where the server names no delay: then the backoff counts. */
  private Duration delay(@Nullable HookReply last) {
    Duration asked = last == null ? null : last.retryAfter();
    if (asked == null) {
      return Duration.ofNanos(-1);
    }
    return asked.compareTo(backoff.most()) > 0 ? backoff.most() : asked;
  }

  private static HookReply reply(OkHttpClient client, Request request) throws IOException {
    try (Response response = Calls.execute(client, request)) {
      return HookReply.of(response);
    }
  }

  private static HookAnswer answer(HookReply reply, HttpUrl url, int attempts) {
    if (reply.status() <= LAST_SUCCESS) {
      return new HookAnswer.Passed();
    }
    if (reply.mayPass()) {
      String status = "unexpected HTTP status " + reply.statusLine();
      String body = reply.body().isEmpty() ? "" : ": " + reply.body();
      return new HookAnswer.Refused(givenUp(url, attempts, status + body));
    }
    return new HookAnswer.Refused(
        reply.body().isEmpty() ? "HTTP status " + reply.statusLine() : reply.body());
  }

  private static String givenUp(HttpUrl url, int attempts, String why) {
    return "POST %s giving up after %d attempt(s): %s"
        .formatted(withoutSecrets(url), attempts, why);
  }

  private static HttpUrl withoutSecrets(HttpUrl url) {
    return url.newBuilder().username("").password("").query(null).build();
  }

  private Credentials credentials(WebhookSpec hook, String namespace) {
    if (hook.secretRef() == null) {
      return Credentials.NONE;
    }
    return Credentials.of(
        Credentials.read(cluster, namespace, hook.secretRef().name()), "webhook " + hook.name());
  }

  private Request request(HookCall call, HttpUrl url, Credentials credentials) {
    WebhookSpec hook = call.hook();
    byte[] body = body(call.payload());
    Request.Builder request =
        new Request.Builder().url(url).post(RequestBody.create(body, JSON_TYPE));
    for (Map.Entry<String, String> header : hook.headers().entrySet()) {
      setHeader(request, hook, header.getKey(), header.getValue());
    }
    String authorization = credentials.authorizationFor(url);
    if (authorization != null) {
      setHeader(request, hook, "Authorization", authorization);
    }
    if (hook.hmac() != null) {
      Signature signature =
          Signature.of(cluster, call.payload().namespace(), hook.name(), hook.hmac());
      setHeader(request, hook, signature.header(), signature.of(body));
    }
    return request.header(IDEMPOTENCY_KEY, sendable(call.idempotencyKey())).build();
  }

  /** Keys carry names that people chose, in any alphabet; headers are ASCII. */
  private static String sendable(String key) {
    boolean ascii = key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    return ascii ? key : ByteString.encodeUtf8(key).sha256().hex();
  }

  private static void setHeader(
      Request.Builder request, WebhookSpec hook, String name, String value) {
    try {
      request.header(name, value);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          "HookHeaderInvalid",
          "webhook %s: the header \"%s\" or its value has characters that HTTP does not allow"
              .formatted(hook.name(), name),
          e);
    }
  }

  private static byte[] body(HookPayload payload) {
    try {
      return JSON.writeValueAsBytes(payload);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a payload of strings is always JSON", e);
    }
  }

  private OkHttpClient client(WebhookSpec hook, HttpUrl url, Credentials credentials) {
    Duration timeout = timeout(hook);
    return clients
        .of(url, Boolean.TRUE.equals(hook.disableTLS()), credentials.caPem())
        .newBuilder()
        .callTimeout(timeout)
        .connectTimeout(timeout)
        .readTimeout(timeout)
        .writeTimeout(timeout)
        .build();
  }

  private static int retries(WebhookSpec hook) {
    return hook.retries() == null ? 0 : Math.max(0, hook.retries());
  }

  private static Duration timeout(WebhookSpec hook) {
    String timeout = hook.timeout();
    if (timeout == null || timeout.length() < 2) {
      return DEFAULT_TIMEOUT;
    }
    Duration parsed = GoDuration.parse(timeout, "webhook " + hook.name() + " timeout");
    return parsed.isZero() ? DEFAULT_TIMEOUT : parsed;
  }
}
