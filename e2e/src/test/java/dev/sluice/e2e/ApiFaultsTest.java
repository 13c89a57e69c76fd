package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.playground.apiserver.ApiServer;
import dev.sluice.playground.apiserver.request.ApiRequest;
import dev.sluice.playground.apiserver.request.Fault;
import dev.sluice.playground.apiserver.request.Faults;
import dev.sluice.playground.world.load.Load;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An API server that has its own troubles changes nothing but the time that a rollout takes. */
class ApiFaultsTest {
  /** What happens to one in a number of the operator's requests. */
  enum Trouble {
    CONFLICT(4, true),
    TOO_MANY_REQUESTS(3, false),
    INTERNAL_ERROR(3, false),
    UNAVAILABLE(3, false),
    NO_ANSWER(4, false),
    ANSWER_LOST(4, true),
    SLOW(2, false);

    private final int each;
    private final boolean writesOnly;

    Trouble(int each, boolean writesOnly) {
      this.each = each;
      this.writesOnly = writesOnly;
    }

    private Fault fault() {
      return switch (this) {
        case CONFLICT -> Fault.conflict();
        case TOO_MANY_REQUESTS -> Fault.tooManyRequests(Duration.ofSeconds(1));
        case INTERNAL_ERROR -> Fault.internalError();
        case UNAVAILABLE -> Fault.unavailable();
        case NO_ANSWER -> new Fault.Drop();
        case ANSWER_LOST -> new Fault.LoseAnswer();
        case SLOW -> new Fault.Delay(Duration.ofMillis(300));
      };
    }
  }

  private static final Fault EXPIRED =
      new Fault.Refuse(410, "Expired", "too old resource version", Optional.empty());

  @ParameterizedTest
  @EnumSource
  void aPromotionEndsAsItShould(Trouble trouble) {
    App app = App.running(Stages.embedded());
    AtomicInteger requests = new AtomicInteger();
    AtomicInteger disturbed = new AtomicInteger();
    try (Faults.Injected _ =
            server()
                .faults()
                .inject(
                    request -> {
                      boolean hit =
                          concerns(app, request)
                              && (request.write() || !trouble.writesOnly)
                              && requests.incrementAndGet() % trouble.each == 0;
                      disturbed.addAndGet(hit ? 1 : 0);
                      return hit ? Optional.of(trouble.fault()) : Optional.empty();
                    });
        Load load = app.load(20);
        Witness witness = new Witness(app);
        Mortal _ = Mortal.immortal(app)) {
      promote(app);
      assertThat(disturbed).hasPositiveValue();
      assertPromotedInPeace(app, witness, load);
    }
  }

  @Test
  void watchesThatEndAndVersionsThatAreForgottenLoseNothing() {
    App app = App.running(Stages.embedded());
    AtomicInteger watches = new AtomicInteger();
    try (Faults.Injected _ =
            server()
                .faults()
                .inject(
                    request ->
                        isOperators(app, request) && request.watch()
                            ? Optional.of(
                                watches.incrementAndGet() % 3 == 0
                                    ? EXPIRED
                                    : new Fault.CutWatch(Duration.ofMillis(500)))
                            : Optional.empty());
        Load load = app.load(20);
        Witness witness = new Witness(app);
        Mortal _ = Mortal.immortal(app)) {
      promote(app);
      assertThat(watches).hasValueGreaterThan(6);
      assertPromotedInPeace(app, witness, load);
    }
  }

  private static void promote(App app) {
    app.declare(Specs.UNJUDGED);
    app.awaitPhase("Initialized");
    app.ship("1.1.0");
    app.awaitPhase("Succeeded");
  }

  private static void assertPromotedInPeace(App app, Witness witness, Load load) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> assertThat(app.deployment(App.NAME).get().getSpec().getReplicas()).isZero());
    assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
    assertThat(app.status().history()).hasSize(1);
    assertThat(witness.primaryVersions()).containsExactly("1.0.0", "1.1.0");
    assertThat(app.events().stream().filter(text -> !tellsOfTrouble(text))).doesNotHaveDuplicates();
    assertThat(load.report().failures()).isZero();
  }

  /** Trouble that comes back is told again; what the rollout does is told once. */
  private static boolean tellsOfTrouble(String event) {
    return event.contains(" was changed by somebody else: ")
        || event.startsWith("the API server did not ");
  }

  private static boolean concerns(App app, ApiRequest request) {
    return isOperators(app, request) && !request.watch();
  }

  private static boolean isOperators(App app, ApiRequest request) {
    return request.userAgent().startsWith("sluice/") && request.namespace().equals(app.namespace());
  }

  private static ApiServer server() {
    return Stages.embedded().apiServer().orElseThrow();
  }
}
