package dev.sluice.operator.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.kube.FakeCluster.Verb;
import dev.sluice.operator.kube.FakeCluster.Write;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.rollout.Split;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every router that shifts traffic has in common. */
@Tag("A3")
@Tag("A4")
public abstract class TrafficRouterContract {
  protected static final Cookies COOKIES =
      new Cookies("canary-cookie=abc", "primary-cookie=xyz", "canary-cookie=old");

  protected final FakeCluster cluster = new FakeCluster();

  /** A rule of the object that carries the weights: whom it takes, and where it sends them. */
  public record Shared(boolean everybody, int primary, int canary, int baseline, boolean mirrored) {
    /** Without a baseline. */
    public Shared(boolean everybody, int primary, int canary, boolean mirrored) {
      this(everybody, primary, canary, 0, mirrored);
    }
  }

  protected abstract TrafficRouter router();

  /** A Canary that shares by weight, {@code podinfo.test}, with whatever cookies it can have. */
  protected abstract Canary weighted();

  /** The same with an A/B test. */
  protected abstract Canary abTest();

  /** The same without what names the gateway or ingress. */
  protected abstract Canary withoutRef();

  /** Puts in place what the routing objects build on, and is ready to accept them. */
  protected abstract void prepare();

  /** What the gateway does when the objects changed. */
  protected abstract void settle();

  /** The object that carries the weights. */
  protected abstract Class<? extends HasMetadata> carrier();

  /** Its name. */
  protected abstract String carrierName();

  /** Somebody spoils the rules of the carrier, but not the weights. */
  protected abstract void spoil();

  /** Somebody's edit leaves no weights that could be read. */
  protected abstract void spoilWeights();

  /** The carrier's rules, in the order in which they are asked. */
  protected abstract List<Shared> rules();

  @BeforeEach
  void start() {
    prepare();
  }

  @Test
  void startsWithEverythingOnThePrimary() {
    router().reconcile(weighted(), Cookies.NONE);
    settle();

    assertThat(router().routes(weighted())).isEqualTo(new Routes.Serving(Split.PRIMARY));
  }

  @Test
  void writesNothingWhenNothingChanges() {
    router().reconcile(weighted(), COOKIES);
    router().route(weighted(), new Split(70, 30, false), COOKIES);
    settle();
    cluster.forgetWrites();

    router().reconcile(weighted(), COOKIES);
    router().route(weighted(), new Split(70, 30, false), COOKIES);
    router().routes(weighted());

    assertThat(cluster.writes()).isEmpty();
  }

  @Test
  void aNewSplitIsOneWriteAndIsReadBack() {
    router().reconcile(weighted(), COOKIES);
    for (Split split : splits()) {
      cluster.forgetWrites();
      router().route(weighted(), split, COOKIES);
      settle();

      assertThat(cluster.writes()).as("writes for %s", split).hasSizeLessThanOrEqualTo(1);
      assertThat(router().routes(weighted())).isEqualTo(new Routes.Serving(split));
    }
  }

  @Test
  void reconcilingLeavesTheSplitAlone() {
    router().reconcile(weighted(), COOKIES);
    for (Split split : splits()) {
      router().route(weighted(), split, COOKIES);
      router().reconcile(weighted(), COOKIES);
      settle();

      assertThat(router().routes(weighted())).isEqualTo(new Routes.Serving(split));
    }
  }

  @Test
  void weightsOfEveryRuleAddUpTo100() {
    for (Canary canary : List.of(weighted(), abTest())) {
      router().reconcile(canary, COOKIES);
      for (Split split : splits()) {
        router().route(canary, split, COOKIES);

        assertThat(rules())
            .as("rules for %s", split)
            .isNotEmpty()
            .allSatisfy(
                rule ->
                    assertThat(rule.primary() + rule.canary() + rule.baseline()).isEqualTo(100));
      }
    }
  }

  @Test
  void nothingReachesTheCanaryAtWeightZero() {
    for (Canary canary : List.of(weighted(), abTest())) {
      router().reconcile(canary, COOKIES);
      router().route(canary, new Split(50, 50, false), COOKIES);
      router().route(canary, Split.PRIMARY, COOKIES);

      assertThat(rules())
          .allSatisfy(
              rule -> {
                assertThat(rule.canary()).isZero();
                assertThat(rule.mirrored()).isFalse();
              });
    }
  }

  @Test
  void nothingReachesThePrimaryAtWeight100() {
    router().reconcile(weighted(), COOKIES);
    router().route(weighted(), new Split(0, 100, false), COOKIES);

    assertThat(rules()).allSatisfy(rule -> assertThat(rule.canary()).isEqualTo(100));
  }

  @Test
  void sharesAmongThreeWhereItCan() {
    assumeThat(router().features()).contains(Feature.BASELINE);
    router().reconcile(weighted(), COOKIES);
    router().ensureBaseline(weighted());
    for (int canary : new int[] {1, 10, 33, 50, 70, 99}) {
      Split split = Split.canary(canary).withBaseline();
      cluster.forgetWrites();
      router().route(weighted(), split, COOKIES);
      router().reconcile(weighted(), COOKIES);
      settle();

      assertThat(cluster.writes()).as("writes for %s", split).hasSizeLessThanOrEqualTo(1);
      assertThat(router().routes(weighted())).isEqualTo(new Routes.Serving(split));
      assertThat(rules())
          .contains(new Shared(true, split.primary(), canary, split.baseline(), false))
          .allSatisfy(
              rule -> assertThat(rule.primary() + rule.canary() + rule.baseline()).isEqualTo(100));
    }
  }

  @Test
  void nothingNamesABaselineWithoutAShare() {
    assumeThat(router().features()).contains(Feature.BASELINE);
    router().reconcile(weighted(), COOKIES);
    router().route(weighted(), Split.canary(20), COOKIES);
    HasMetadata without = object();
    router().ensureBaseline(weighted());
    router().route(weighted(), Split.canary(20).withBaseline(), COOKIES);
    assertThat(spec(object())).contains("podinfo-baseline");
    router().route(weighted(), Split.canary(20), COOKIES);
    router().removeBaseline(weighted());

    assertThat(spec(object())).isEqualTo(spec(without)).doesNotContain("podinfo-baseline");
  }

  @Test
  void leavesNothingOfTheBaselineBehind() {
    router().reconcile(weighted(), COOKIES);
    cluster.forgetWrites();
    router().ensureBaseline(weighted());
    List<Write> made = cluster.writes();
    router().ensureBaseline(weighted());
    assertThat(cluster.writes()).isEqualTo(made);
    cluster.forgetWrites();
    router().removeBaseline(weighted());
    router().removeBaseline(weighted());

    assertThat(cluster.writes())
        .containsExactlyElementsOf(
            made.stream()
                .map(write -> new Write(Verb.DELETE, write.kind(), write.namespace(), write.name()))
                .toList());
  }

  @Test
  void keepsUsersOnTheBaselineAsOnTheCanary() {
    assumeThat(router().features()).contains(Feature.BASELINE, Feature.SESSION_AFFINITY);
    Cookies cookies =
        new Cookies("canary-cookie=abc", "primary-cookie=xyz", null, "canary-cookie=base");
    router().reconcile(weighted(), cookies);
    router().route(weighted(), Split.canary(20).withBaseline(), cookies);

    assertThat(rules())
        .containsExactly(
            new Shared(false, 0, 100, 0, false),
            new Shared(false, 0, 0, 100, false),
            new Shared(false, 100, 0, 0, false),
            new Shared(true, 60, 20, 20, false));
    assertThat(spec(object())).contains("canary-cookie=base; Max-Age=86400");

    router().route(weighted(), Split.PRIMARY, cookies);
    assertThat(rules()).allSatisfy(rule -> assertThat(rule.primary()).isEqualTo(100));
    assertThat(spec(object())).contains("canary-cookie=base; Max-Age=-1");
  }

  @Test
  void mirrorsWithoutSendingRequests() {
    assumeThat(router().features()).contains(Feature.MIRRORING);
    router().reconcile(weighted(), COOKIES);
    router().route(weighted(), new Split(100, 0, true), COOKIES);
    settle();

    assertThat(rules())
        .allSatisfy(
            rule -> {
              assertThat(rule.canary()).isZero();
              assertThat(rule.mirrored()).isTrue();
            });
    assertThat(router().routes(weighted())).isEqualTo(new Routes.Serving(new Split(100, 0, true)));
  }

  @Test
  void anAbTestTakesOnlyMatchingRequests() {
    router().reconcile(abTest(), Cookies.NONE);
    router().route(abTest(), new Split(0, 100, false), Cookies.NONE);
    settle();

    assertThat(rules())
        .containsExactly(new Shared(false, 0, 100, false), new Shared(true, 100, 0, false));
    assertThat(router().routes(abTest())).isEqualTo(new Routes.Serving(new Split(0, 100, false)));
  }

  @Test
  void endsAnAbTest() {
    router().reconcile(abTest(), Cookies.NONE);
    router().route(abTest(), new Split(0, 100, false), Cookies.NONE);
    router().route(abTest(), Split.PRIMARY, Cookies.NONE);
    settle();

    assertThat(router().routes(abTest())).isEqualTo(new Routes.Serving(Split.PRIMARY));
  }

  @Test
  void putsAnEditRight() {
    router().reconcile(weighted(), COOKIES);
    router().route(weighted(), new Split(60, 40, false), COOKIES);
    List<Shared> before = rules();
    spoil();
    assertThat(rules()).isNotEqualTo(before);

    router().reconcile(weighted(), COOKIES);

    assertThat(rules()).isEqualTo(before);
  }

  @Test
  void goesBackToThePrimaryWhenTheWeightsCannotBeRead() {
    router().reconcile(weighted(), COOKIES);
    router().route(weighted(), new Split(60, 40, false), COOKIES);
    spoilWeights();

    assertThat(router().routes(weighted())).isInstanceOf(Routes.Unknown.class);
    router().reconcile(weighted(), COOKIES);
    settle();
    assertThat(router().routes(weighted())).isEqualTo(new Routes.Serving(Split.PRIMARY));
  }

  @Test
  void makesADeletedObjectAgain() {
    router().reconcile(weighted(), COOKIES);
    cluster.remove(carrier(), "test", carrierName());

    assertThat(router().routes(weighted())).isInstanceOf(Routes.Unknown.class);
    router().reconcile(weighted(), COOKIES);
    settle();
    assertThat(router().routes(weighted())).isEqualTo(new Routes.Serving(Split.PRIMARY));
  }

  @Test
  void goesOnWhenTheApiServerAcceptsWritesAgain() {
    router().reconcile(weighted(), COOKIES);
    cluster.refuseWrites(carrier(), new ProblemException("Forbidden", "no"));
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router().route(weighted(), new Split(90, 10, false), COOKIES));
    cluster.acceptWrites();

    router().route(weighted(), new Split(90, 10, false), COOKIES);
    settle();
    assertThat(router().routes(weighted())).isEqualTo(new Routes.Serving(new Split(90, 10, false)));
  }

  @Test
  void whatItMakesBelongsToTheCanaryAndIsLeftAloneByFlux() {
    router().reconcile(weighted(), COOKIES);
    HasMetadata object = object();

    assertThat(object.getMetadata().getOwnerReferences())
        .extracting(OwnerReference::getKind, OwnerReference::getName, OwnerReference::getController)
        .containsExactly(tuple("Canary", "podinfo", true));
    assertThat(object.getMetadata().getAnnotations())
        .containsEntry("kustomize.toolkit.fluxcd.io/reconcile", "disabled")
        .containsEntry("helm.toolkit.fluxcd.io/driftDetection", "disabled");
  }

  @Test
  void keepsTheAnnotationsOfOthers() {
    router().reconcile(weighted(), COOKIES);
    annotate("gateway.example.com/backend", "arn:1");
    router().route(weighted(), new Split(90, 10, false), COOKIES);
    router().reconcile(weighted(), COOKIES);

    assertThat(object().getMetadata().getAnnotations())
        .containsEntry("gateway.example.com/backend", "arn:1");
  }

  @Test
  void saysWhichReferenceIsMissing() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router().reconcile(withoutRef(), COOKIES))
        .withMessageContaining("spec.");
    assertThat(cluster.writes()).isEmpty();
  }

  @Test
  void releasesWhatIsNotThere() {
    router().release(weighted());

    assertThat(cluster.writes()).isEmpty();
  }

  private static List<Split> splits() {
    return IntStream.of(0, 1, 5, 33, 50, 99, 100, 0)
        .mapToObj(canary -> new Split(100 - canary, canary, false))
        .toList();
  }

  private static String spec(HasMetadata object) {
    return Manifests.tree(object).at("/spec").toString();
  }

  /** The object that carries the weights. */
  protected final HasMetadata object() {
    return cluster.get(carrier(), "test", carrierName()).orElseThrow();
  }

  /** The rules of the object, if it has them under this pointer. */
  protected final Stream<JsonNode> rules(String pointer) {
    return StreamSupport.stream(Manifests.tree(object()).at(pointer).spliterator(), false);
  }

  /**
   * A rule from its backends.
   *
   * @param name where a backend has the name of its Service
   */
  protected static Shared shared(
      boolean everybody, JsonNode backends, String name, boolean mirrored) {
    return new Shared(
        everybody,
        weight(backends, name, "podinfo-primary"),
        weight(backends, name, "podinfo-canary"),
        weight(backends, name, "podinfo-baseline"),
        mirrored);
  }

  private static int weight(JsonNode backends, String name, String service) {
    return StreamSupport.stream(backends.spliterator(), false)
        .filter(backend -> backend.at(name).asText().equals(service))
        .mapToInt(backend -> backend.path("weight").asInt())
        .sum();
  }

  /** Somebody else changes the object. */
  protected final void edit(Consumer<ObjectNode> change) {
    ObjectNode tree = Manifests.tree(object());
    change.accept(tree);
    cluster.put(Manifests.object(carrier(), tree));
  }

  /** Somebody leaves only the last rule. */
  protected final void keepLast(String pointer) {
    edit(
        tree -> {
          ArrayNode rules = (ArrayNode) tree.at(pointer);
          while (rules.size() > 1) {
            rules.remove(0);
          }
        });
  }

  /** Somebody takes the rules away. */
  protected final void removeAll(String pointer) {
    edit(tree -> ((ArrayNode) tree.at(pointer)).removeAll());
  }

  protected final void annotate(String key, String value) {
    edit(
        tree ->
            tree.withObjectProperty("metadata").withObjectProperty("annotations").put(key, value));
  }
}
