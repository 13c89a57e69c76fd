package dev.sluice.cli.stage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.story.Judge;
import dev.sluice.cli.story.Release;
import dev.sluice.crds.Canary;
import dev.sluice.playground.world.load.Load;
import dev.sluice.playground.world.load.LoadOptions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A service of several pods with a Canary, as a user of Sluice would write it. */
public final class Demo {
  /** Of the workload, the Canary, the service and the route. */
  public static final String NAME = "podinfo";

  private static final String HOST = "podinfo.example.com";
  private static final String NGINX = "nginx";
  private static final String GATEWAY_API = "gatewayapi:v1";
  private static final Map<String, String> MANIFESTS =
      Map.of(NGINX, "nginx.yaml", GATEWAY_API, "gatewayapi.yaml");
  private static final long READY_SECONDS = 60;

  /** By so much a Canary's spec is indented. */
  private static final int SPEC = 2;

  private final Stage stage;
  private final String namespace;
  private final String provider;
  private final List<HasMetadata> objects;

  private Demo(Stage stage, String namespace, String provider, List<HasMetadata> objects) {
    this.stage = stage;
    this.namespace = namespace;
    this.provider = provider;
    this.objects = objects;
  }

  /** The providers that there is a demo for. */
  public static List<String> providers() {
    return MANIFESTS.keySet().stream().sorted().toList();
  }

  /**
   * Puts the service into a namespace that is there, without its Canary.
   *
   * @param provider one of {@link #providers}
   */
  public static Demo create(
      Stage stage, String namespace, String provider, Judge judge, Release first) {
    Demo demo = new Demo(stage, namespace, provider, objects(stage, provider, judge, first));
    demo.apply(object -> !isCanary(object));
    return demo;
  }

  /**
   * Waits until every pod is ready.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientTimeoutException after a minute
   */
  public void awaitReady() {
    deployment().waitUntilReady(READY_SECONDS, TimeUnit.SECONDS);
  }

  /** Declares the Canary. */
  public void declare() {
    apply(Demo::isCanary);
  }

  /** Lets another judge judge from now on. */
  public void judgeBy(Judge judge) {
    JsonNode analysis = Serialization.unmarshal(analysis(judge), JsonNode.class).get("analysis");
    stage
        .client()
        .resources(Canary.class)
        .inNamespace(namespace)
        .withName(NAME)
        .patch(
            PatchContext.of(PatchType.JSON),
            "[{\"op\":\"replace\",\"path\":\"/spec/analysis\",\"value\":%s}]".formatted(analysis));
  }

  /** Changes the image, as {@code kubectl set image} does. */
  public void ship(Release release) {
    deployment()
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            """
            {"spec":{"template":{"spec":{"containers":[{"name":"%s","image":"%s"}]}}}}\
            """
                .formatted(NAME, release.image()));
  }

  /** Sends the service requests through its gateway until the load is closed. */
  public Load load(double perSecond) {
    return stage
        .world()
        .load(
            LoadOptions.of(
                provider.equals(NGINX) ? stage.world().ingress() : stage.world().gatewayApi(),
                HOST,
                perSecond));
  }

  private RollableScalableResource<Deployment> deployment() {
    return stage.client().apps().deployments().inNamespace(namespace).withName(NAME);
  }

  private static boolean isCanary(HasMetadata object) {
    return HasMetadata.getKind(Canary.class).equals(object.getKind());
  }

  /** Applied and not created: the client repeats what took too long on a busy machine. */
  private void apply(Predicate<HasMetadata> wanted) {
    objects.stream()
        .filter(wanted)
        .forEach(
            object -> stage.client().resource(object).inNamespace(namespace).serverSideApply());
  }

  private static List<HasMetadata> objects(
      Stage stage, String provider, Judge judge, Release first) {
    String file = Objects.requireNonNull(MANIFESTS.get(provider), provider);
    String manifests = text(file).replace("${image}", first.image()) + analysis(judge).indent(SPEC);
    return stage
        .client()
        .load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)))
        .items();
  }

  /** The end of the Canary's spec. */
  private static String analysis(Judge judge) {
    return text(judge + ".yaml");
  }

  private static String text(String file) {
    try (InputStream in = Objects.requireNonNull(Demo.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
