package dev.sluice.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.kube.Watchlist.Thing;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.junit.jupiter.api.Test;

final class WatchlistTest {
  private static final ResourceID ONE = new ResourceID("one", "test");
  private static final ResourceID TWO = new ResourceID("two", "test");

  private final Watchlist watchlist = new Watchlist();

  @Test
  void aCanaryDependsOnWhatItsReconcileHasRead() {
    look(ONE, new Thing(ConfigMap.class, "test", "a"), new Thing(Secret.class, "test", "b"));
    look(TWO, new Thing(ConfigMap.class, "test", "a"));

    assertThat(watchlist.affectedBy(ConfigMap.class, "test", "a")).containsOnly(ONE, TWO);
    assertThat(watchlist.affectedBy(Secret.class, "test", "b")).containsOnly(ONE);
    assertThat(watchlist.affectedBy(Secret.class, "test", "a")).isEmpty();
    assertThat(watchlist.affectedBy(Secret.class, "other", "b")).isEmpty();
  }

  @Test
  void aListDependsOnAllOfTheNamespace() {
    look(ONE, Thing.allOf(ConfigMap.class, "test"));

    assertThat(watchlist.affectedBy(ConfigMap.class, "test", "new")).containsOnly(ONE);
    assertThat(watchlist.affectedBy(ConfigMap.class, "other", "new")).isEmpty();
  }

  @Test
  void theLatestReconcileCounts() {
    look(ONE, new Thing(ConfigMap.class, "test", "a"));
    look(ONE, new Thing(ConfigMap.class, "test", "b"));

    assertThat(watchlist.affectedBy(ConfigMap.class, "test", "a")).isEmpty();
    assertThat(watchlist.affectedBy(ConfigMap.class, "test", "b")).containsOnly(ONE);
    watchlist.forget(ONE);
    assertThat(watchlist.affectedBy(ConfigMap.class, "test", "b")).isEmpty();
  }

  @Test
  void aReconcileThatFailsForgetsNothing() {
    look(ONE, new Thing(ConfigMap.class, "test", "a"));
    assertThatThrownBy(
            () ->
                watchlist.during(
                    ONE,
                    () -> {
                      watchlist.looks(new Thing(ConfigMap.class, "test", "b"));
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(watchlist.affectedBy(ConfigMap.class, "test", "a")).containsOnly(ONE);
    assertThat(watchlist.affectedBy(ConfigMap.class, "test", "b")).containsOnly(ONE);
  }

  @Test
  void aReadCountsFromTheMomentThatItBegins() {
    watchlist.during(
        ONE,
        () -> {
          watchlist.looks(new Thing(ConfigMap.class, "test", "a"));
          assertThat(watchlist.affectedBy(ConfigMap.class, "test", "a")).containsOnly(ONE);
          return "";
        });
  }

  @Test
  void readsOutsideOfAReconcileDoNotCount() {
    watchlist.looks(new Thing(ConfigMap.class, "test", "a"));
    assertThat(watchlist.affectedBy(ConfigMap.class, "test", "a")).isEmpty();
  }

  private void look(ResourceID canary, Thing... things) {
    watchlist.during(
        canary,
        () -> {
          for (var thing : things) {
            watchlist.looks(thing);
          }
          return "";
        });
  }
}
