package dev.sluice.cli.stage;

import dev.sluice.cli.story.Judge;
import dev.sluice.cli.story.Release;
import dev.sluice.cli.story.Release.Arrival;
import dev.sluice.crds.Condition;
import dev.sluice.crds.ImagePolicy;
import dev.sluice.crds.Receiver;
import dev.sluice.playground.host.Checkout;
import dev.sluice.playground.host.Checkout.Person;
import dev.sluice.playground.host.GitHost;
import dev.sluice.playground.host.ImageRegistry;
import dev.sluice.playground.host.Webhook;
import dev.sluice.playground.host.Webhook.Proof;
import dev.sluice.playground.world.load.Load;
import dev.sluice.playground.world.load.LoadOptions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A service of several pods with a Canary, as a team has it: in a Git repository that a GitSync
 * keeps applied, with its images in a registry. The Git host and the registry call Sluice when
 * something was pushed.
 */
public final class Demo implements AutoCloseable {
  /** Of the workload, the Canary, the service, the route, the repository and the image. */
  public static final String NAME = "podinfo";

  private static final String HOST = "podinfo.example.com";
  private static final String NGINX = "nginx";

  /** By provider: how the names of its files begin. */
  private static final Map<String, String> PROVIDERS =
      Map.of(NGINX, "nginx", "gatewayapi:v1", "gatewayapi");

  private static final String WORKLOAD = "deploy/podinfo.yaml";
  private static final String CANARY = "deploy/canary.yaml";
  private static final String IMAGES = "deploy/images.yaml";
  private static final String OPERATIONS = "Ada";
  private static final long READY_SECONDS = 60;

  /** By so much a Canary's spec is indented. */
  private static final int SPEC = 2;

  private final Stage stage;
  private final String namespace;
  private final String provider;
  private final String token;
  private final GitHost host;
  private final ImageRegistry registry;
  private final String url;
  private final Checkout checkout;
  private final Deque<AutoCloseable> closers = new ArrayDeque<>();

  private Demo(Stage stage, String namespace, String provider) throws IOException {
    this.stage = stage;
    this.namespace = namespace;
    this.provider = provider;
    byte[] random = new byte[20];
    new SecureRandom().nextBytes(random);
    this.token = HexFormat.of().formatHex(random);
    try {
      host = GitHost.start(stage.directory().resolve("served"));
      closers.push(host);
      registry = ImageRegistry.start();
      closers.push(registry);
      url = host.create(NAME);
      checkout = Checkout.of(url, stage.directory().resolve("checkout"));
      closers.push(checkout);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The providers that there is a demo for. */
  public static List<String> providers() {
    return PROVIDERS.keySet().stream().sorted().toList();
  }

  /**
   * Has the first version pushed, and Git applied to a namespace that is there.
   *
   * @param provider one of {@link #providers}
   */
  public static Demo create(Stage stage, String namespace, String provider, Release first)
      throws IOException {
    Demo demo = new Demo(stage, namespace, provider);
    try {
      demo.begin(first);
      return demo;
    } catch (IOException | RuntimeException e) {
      demo.close();
      throw e;
    }
  }

  /**
   * Waits until every pod is ready and the Git host can call.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientTimeoutException after a minute
   */
  public void awaitReady() {
    awaitReceiver("git");
    deployment()
        .waitUntilCondition(
            found -> found != null && isReady(found), READY_SECONDS, TimeUnit.SECONDS);
    host.onPush(NAME, new Webhook(hook("git"), token, Proof.SIGNATURE));
  }

  /** Has the Canary committed, with this judge; or lets another judge judge from now on. */
  public void declare(Judge judge, String message) throws IOException {
    push(OPERATIONS, message, Map.of(CANARY, text(file("canary")) + analysis(judge)));
  }

  /** Has it committed that new images are taken, and waits until the registry can call. */
  public void takeImages(String message) throws IOException {
    push(
        OPERATIONS,
        message,
        Map.of(IMAGES, text("images.yaml").replace("${image}", registry.image(NAME))));
    stage
        .client()
        .resources(ImagePolicy.class)
        .inNamespace(namespace)
        .withName(NAME)
        .waitUntilCondition(
            policy ->
                policy != null
                    && policy.getStatus() != null
                    && isReady(policy.getStatus().conditions()),
            READY_SECONDS,
            TimeUnit.SECONDS);
    awaitReceiver("registry");
    registry.onPush(new Webhook(hook("registry"), token, Proof.BEARER));
  }

  /**
   * Builds the version's image, and pushes the commit that ships it, if it comes as one.
   *
   * @return the commit; null if nobody writes one
   */
  public @Nullable String ship(Release release) throws IOException {
    registry.push(NAME, release.tag());
    return switch (release.arrival()) {
      case Arrival.Image() -> null;
      case Arrival.Push(String author, String message) ->
          push(
              author,
              message,
              Map.of(
                  WORKLOAD,
                  checkout.read(WORKLOAD).replaceFirst("image: \\S+", "image: " + image(release))));
    };
  }

  /** Sets an image past Git, as {@code kubectl set image} does. */
  public void meddle(String tag) {
    deployment()
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.STRATEGIC_MERGE)
                .withFieldManager("kubectl-set")
                .build(),
            """
            {"spec":{"template":{"spec":{"containers":[{"name":"%s","image":"%s:%s"}]}}}}\
            """
                .formatted(NAME, registry.image(NAME), tag));
  }

  /** The tag of the image that the target is to run. */
  public String tag() {
    String image =
        deployment().get().getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
    return image.substring(image.lastIndexOf(':') + 1);
  }

  /** All commits, the newest first, with their notes. */
  public List<Checkout.Entry> log() throws IOException {
    return checkout.log();
  }

  /** What {@code git clone} takes. */
  public String url() {
    return url;
  }

  /** The line that sends the service a request through its gateway. */
  public String request() {
    return "curl -H 'Host: %s' %s".formatted(HOST, gateway());
  }

  /** Sends the service requests through its gateway until the load is closed. */
  public Load load(double perSecond) {
    return stage.world().load(LoadOptions.of(gateway(), HOST, perSecond));
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      Stage.close(closers.pop());
    }
  }

  private URI gateway() {
    return provider.equals(NGINX) ? stage.world().ingress() : stage.world().gatewayApi();
  }

  private void begin(Release first) throws IOException {
    registry.push(NAME, first.tag());
    String workload =
        text("podinfo.yaml").replace("${image}", image(first)).replace("${namespace}", namespace);
    if (first.arrival() instanceof Arrival.Push(String author, String message)) {
      push(author, message, Map.of(WORKLOAD, workload, "deploy/route.yaml", text(file("route"))));
    }
    apply(text("gitsync.yaml").replace("${token}", token).replace("${url}", url));
  }

  private String push(String author, String message, Map<String, String> files) throws IOException {
    String commit = checkout.commit(Person.named(author), message, files);
    checkout.push();
    return commit;
  }

  private String image(Release release) {
    return registry.image(NAME) + ":" + release.tag();
  }

  private URI hook(String receiver) {
    return stage.operator().resolve("/hook/%s/%s".formatted(namespace, receiver));
  }

  private void awaitReceiver(String name) {
    stage
        .client()
        .resources(Receiver.class)
        .inNamespace(namespace)
        .withName(name)
        .waitUntilCondition(
            receiver ->
                receiver != null
                    && receiver.getStatus() != null
                    && isReady(receiver.getStatus().conditions()),
            READY_SECONDS,
            TimeUnit.SECONDS);
  }

  private static boolean isReady(List<Condition> conditions) {
    return conditions.stream().anyMatch(c -> c.type().equals("Ready") && c.status().equals("True"));
  }

  private static boolean isReady(Deployment deployment) {
    return deployment.getStatus() != null
        && Objects.equals(
            deployment.getStatus().getReadyReplicas(), deployment.getSpec().getReplicas());
  }

  private RollableScalableResource<Deployment> deployment() {
    return stage.client().apps().deployments().inNamespace(namespace).withName(NAME);
  }

  /** Applied and not created: the client repeats what took too long on a busy machine. */
  private void apply(String manifests) {
    for (HasMetadata object :
        stage
            .client()
            .load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)))
            .items()) {
      stage.client().resource(object).inNamespace(namespace).serverSideApply();
    }
  }

  private String file(String what) {
    return "%s-%s.yaml".formatted(PROVIDERS.get(provider), what);
  }

  /** The end of the Canary's spec. */
  private static String analysis(Judge judge) {
    return text(judge + ".yaml").indent(SPEC);
  }

  private static String text(String file) {
    try (InputStream in = Objects.requireNonNull(Demo.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
