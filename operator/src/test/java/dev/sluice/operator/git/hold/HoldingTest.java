package dev.sluice.operator.git.hold;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.crds.Canary;
import dev.sluice.operator.git.apply.Hold;
import dev.sluice.operator.git.apply.ObjectKey;
import dev.sluice.operator.git.render.Manifest;
import dev.sluice.operator.git.writeback.PastRelease;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HoldingTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String URL = "https://example.com/app.git";
  private static final String GOOD = "1".repeat(40);
  private static final String BAD = "2".repeat(40);
  private static final String NEWEST = "3".repeat(40);

  private final Map<String, List<Manifest>> commits = new HashMap<>();
  private final Holding holding =
      new Holding(URL, "apps", NEWEST, commit -> Objects.requireNonNull(commits.get(commit)));

  @BeforeEach
  void commits() {
    commits.put(GOOD, List.of(app("1", "old"), config("old", "a"), other("1")));
    commits.put(BAD, List.of(app("2", "new"), config("new", "b"), config("old", "b"), other("2")));
  }

  @Test
  void keepsTheTargetAndWhatItReadsAndLetsTheRestThrough() {
    Holding.Result result = holding.of(at(BAD), List.of(), List.of(canary("Hold")), List.of());
    assertThat(result.holds())
        .singleElement()
        .satisfies(
            hold -> {
              assertThat(hold.canary()).isEqualTo("apps/app");
              assertThat(hold.kept()).isEqualTo(GOOD);
              assertThat(hold.instead()).isEqualTo(BAD);
              assertThat(hold.reason()).isEqualTo("rollout #3 was rolled back: too slow");
            });
    assertThat(result.manifests())
        .containsExactlyInAnyOrder(
            app("1", "old"), config("old", "a"), config("new", "b"), other("2"));
    assertThat(result.commits())
        .isEqualTo(Map.of("apps_app_apps_Deployment", GOOD, "apps_old__ConfigMap", GOOD));
  }

  @Test
  void keepsWhatTheTargetReadsAlsoWhenItHasLeftGit() {
    commits.put(BAD, List.of(app("2", "new"), config("new", "b"), other("2")));
    assertThat(holding.of(at(BAD), List.of(), List.of(canary("Hold")), List.of()).manifests())
        .contains(config("old", "a"));
  }

  @Test
  void aCommitThatChangesSomethingElseReleasesNothing() {
    List<Hold> before = holding.of(at(BAD), List.of(), List.of(canary("Hold")), List.of()).holds();
    List<Manifest> later = new ArrayList<>(at(BAD));
    later.add(config("unrelated", "c"));
    assertThat(holding.of(later, before, List.of(canary("Hold")), List.of()).holds())
        .isEqualTo(before);
  }

  @Test
  void aFileThatIsMovedReleasesNothing() {
    List<Hold> before = holding.of(at(BAD), List.of(), List.of(canary("Hold")), List.of()).holds();
    List<Manifest> moved =
        at(BAD).stream().map(one -> new Manifest(one.object(), "moved.yaml")).toList();
    assertThat(holding.of(moved, before, List.of(canary("Hold")), List.of()).holds())
        .isEqualTo(before);
  }

  @Test
  void aCommitThatChangesTheTargetOrWhatItReadsReleasesIt() {
    List<Hold> before = holding.of(at(BAD), List.of(), List.of(canary("Hold")), List.of()).holds();
    List<Manifest> target = List.of(app("3", "new"), config("new", "b"), config("old", "b"));
    assertThat(holding.of(target, before, List.of(canary("Hold")), List.of()))
        .isEqualTo(new Holding.Result(List.of(), target, Map.of()));
    List<Manifest> read = List.of(app("2", "new"), config("new", "c"), config("old", "c"));
    assertThat(holding.of(read, before, List.of(canary("Hold")), List.of()).holds()).isEmpty();
    assertThat(holding.of(List.of(), before, List.of(canary("Hold")), List.of()).manifests())
        .as("a target that has left Git")
        .isEmpty();
  }

  @Test
  void aCommitThatCameBeforeTheRollbackWasSeenIsNotHeldBack() {
    List<Manifest> newer = List.of(app("3", "new"), config("new", "b"), config("old", "b"));
    assertThat(holding.of(newer, List.of(), List.of(canary("Hold")), List.of()).holds()).isEmpty();
  }

  @Test
  void onlyWhoWantsItIsHeldBack() {
    assertThat(holding.of(at(BAD), List.of(), List.of(canary("Revert")), List.of()).holds())
        .isEmpty();
    List<Hold> before = holding.of(at(BAD), List.of(), List.of(canary("Hold")), List.of()).holds();
    assertThat(holding.of(at(BAD), before, List.of(canary("None")), List.of()).holds()).isEmpty();
    assertThat(holding.of(at(BAD), before, List.of(), List.of()).holds())
        .as("neither in the cluster nor in Git")
        .isEmpty();
  }

  @Test
  void aCanaryThatIsMadeAnewFromGitChangesNothing() {
    List<Hold> before = holding.of(at(BAD), List.of(), List.of(canary("Hold")), List.of()).holds();
    Canary fresh = canary("Hold");
    fresh.setStatus(null);
    assertThat(holding.of(at(BAD), before, List.of(fresh), List.of()).holds()).isEqualTo(before);
    List<Manifest> declared = new ArrayList<>(at(BAD));
    declared.add(
        manifest(
            """
            apiVersion: flagger.app/v1beta1
            kind: Canary
            metadata: {name: app}
            """));
    assertThat(holding.of(declared, before, List.of(), List.of()).holds()).isEqualTo(before);
  }

  @Test
  void aRolloutOfAnotherRepositoryIsNoneOfOurs() {
    Holding other = new Holding("https://example.com/other.git", "apps", NEWEST, commits::get);
    assertThat(other.of(at(BAD), List.of(), List.of(canary("Hold")), List.of()).holds()).isEmpty();
  }

  @Test
  void aNewClusterBeginsWithWhatServedLastAndHoldsBackWhatWasRolledBack() {
    List<Manifest> declared = withCanary(at(BAD));
    Holding.Result result =
        holding.of(
            declared, List.of(), List.of(), List.of(newcomer(past(BAD, GOOD), past(GOOD, GOOD))));
    assertThat(result.manifests()).contains(app("1", "old"), config("old", "a"), other("2"));
    assertThat(result.holds())
        .singleElement()
        .satisfies(
            hold -> {
              assertThat(hold.kept()).isEqualTo(GOOD);
              assertThat(hold.instead()).isEqualTo(BAD);
              assertThat(hold.until()).isEqualTo(Hold.Until.NEWER_COMMIT);
            });
    assertThat(
            holding.of(declared, result.holds(), List.of(initialized("None")), List.of()).holds())
        .as("whatever the Canary wants, it is not tried again")
        .isEqualTo(result.holds());
    List<Manifest> newer = withCanary(List.of(app("3", "new"), config("new", "b")));
    assertThat(holding.of(newer, result.holds(), List.of(initialized("None")), List.of()).holds())
        .isEmpty();
  }

  @Test
  void aNewClusterRollsOutWhatWasNeverTriedWhenItHasAPrimary() {
    List<Manifest> declared = withCanary(at(BAD));
    List<Hold> holds =
        holding.of(declared, List.of(), List.of(), List.of(newcomer(past(GOOD, GOOD)))).holds();
    assertThat(holds)
        .singleElement()
        .satisfies(
            hold -> {
              assertThat(hold.kept()).isEqualTo(GOOD);
              assertThat(hold.instead()).isEqualTo(NEWEST);
              assertThat(hold.until()).isEqualTo(Hold.Until.INITIALIZED);
            });
    List<Manifest> newer = withCanary(List.of(app("3", "new"), config("new", "b")));
    Canary initializing = canary("None");
    initializing.setStatus(null);
    assertThat(holding.of(newer, holds, List.of(initializing), List.of()).holds())
        .as("also when more is pushed meanwhile")
        .isEqualTo(holds);
    assertThat(holding.of(newer, holds, List.of(initialized("None")), List.of()).holds()).isEmpty();
    assertThat(holding.of(withCanary(List.of()), holds, List.of(), List.of()).manifests())
        .as("a target that has left Git")
        .hasSize(1);
  }

  @Test
  void aNewClusterBeginsWithTheNewestWhereThatServedLastOrNothingIsKnown() {
    List<Manifest> declared = withCanary(at(GOOD));
    assertThat(
            holding
                .of(
                    declared,
                    List.of(),
                    List.of(),
                    List.of(newcomer(past(BAD, GOOD), past(GOOD, GOOD))))
                .holds())
        .isEmpty();
    assertThat(holding.of(declared, List.of(), List.of(), List.of(newcomer())).holds()).isEmpty();
  }

  private static Newcomer newcomer(PastRelease... past) {
    return new Newcomer(
        "apps/app", new ObjectKey("apps", "v1", "Deployment", "apps", "app"), List.of(past));
  }

  private static PastRelease past(String commit, String serving) {
    return new PastRelease(Instant.EPOCH, commit, serving);
  }

  private static Canary initialized(String onRollback) {
    return YAML.unmarshal(
        """
        apiVersion: flagger.app/v1beta1
        kind: Canary
        metadata: {name: app, namespace: apps}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: app}
          git: {onRollback: %s}
          analysis: {interval: 1s, threshold: 1, stepWeight: 10}
        status: {phase: Initialized}
        """
            .formatted(onRollback),
        Canary.class);
  }

  private static List<Manifest> withCanary(List<Manifest> manifests) {
    List<Manifest> all = new ArrayList<>(manifests);
    all.add(manifest("apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: {name: app}\n"));
    return all;
  }

  private List<Manifest> at(String commit) {
    return Objects.requireNonNull(commits.get(commit));
  }

  private static Canary canary(String onRollback) {
    return YAML.unmarshal(
        """
        apiVersion: flagger.app/v1beta1
        kind: Canary
        metadata: {name: app, namespace: apps}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: app}
          git: {onRollback: %s}
          analysis: {interval: 1s, threshold: 1, stepWeight: 10}
        status:
          trackedConfigs: {configmap/new: abc}
          released: {repository: '%s', commit: '%s'}
          history: [{id: '3', revision: b, outcome: RolledBack, reason: too slow,
            source: {repository: '%s', commit: '%s'}}]
        """
            .formatted(onRollback, URL, GOOD, URL, BAD),
        Canary.class);
  }

  private static Manifest app(String version, String config) {
    return manifest(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec:
          template:
            spec:
              containers:
              - {name: app, image: 'app:%s', envFrom: [{configMapRef: {name: %s}}]}
        """
            .formatted(version, config));
  }

  private static Manifest config(String name, String value) {
    return manifest(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: %s, namespace: apps}
        data: {value: %s}
        """
            .formatted(name, value));
  }

  private static Manifest other(String value) {
    return config("other", value);
  }

  private static Manifest manifest(String yaml) {
    return new Manifest(YAML.unmarshal(yaml, ObjectNode.class), "app.yaml");
  }
}
