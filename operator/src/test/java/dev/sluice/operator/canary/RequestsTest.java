package dev.sluice.operator.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.rollout.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {
  private static Canary asking(String request) {
    Canary canary = Canaries.withAnalysis("stepWeight: 10");
    canary.getMetadata().setAnnotations(Map.of(Requests.ANNOTATION, request));
    return canary;
  }

  @Test
  void readsWhatAPersonAsksFor() {
    assertThat(
            Requests.of(
                asking("{\"id\":\"7\",\"action\":\"abort\",\"by\":\"eve\",\"reason\":\"slow\"}")))
        .contains(new Request("7", Request.Action.ABORT, "eve", "slow"));
  }

  @Test
  void ofNobodyIsEmpty() {
    assertThat(Requests.of(Canaries.withAnalysis("stepWeight: 10"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"abort", "{\"action\":\"abort\"}", "{\"id\":\"1\",\"action\":\"stop\"}"})
  void saysWhatToWriteInstead(String request) {
    assertThatThrownBy(() -> Requests.of(asking(request)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("pause, resume, promote, abort, retry, undo, skip");
  }
}
