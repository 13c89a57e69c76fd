package dev.sluice.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RefusalTest {
  @ParameterizedTest
  @CsvSource({
    "401, Unauthorized, false",
    "403, Forbidden, false",
    "404, NotFound, false",
    "409, Conflict, true",
    "422, Invalid, false",
    "400, Invalid, false",
    "429, ApiServerUnavailable, true",
    "500, ApiServerUnavailable, true",
    "503, ApiServerUnavailable, true",
    "418, ApiServerError, false"
  })
  void saysWhatHappenedAndWhetherToTryAgain(int code, String reason, boolean retriable) {
    var problem = refusal(new KubernetesClientException("no", code, status(code)));

    assertThat(problem.reason()).isEqualTo(reason);
    assertThat(problem.isRetriable()).isEqualTo(retriable);
    assertThat(problem.explanation()).contains("the server's own words");
  }

  @Test
  void namesTheMissingPermission() {
    assertThat(refusal(new KubernetesClientException("no", 403, status(403))).explanation())
        .contains(
            "add a rule with apiGroups [\"apps\"], resources [\"deployments/scale\"], verbs [\"update\"] to its role");
  }

  @Test
  void namesTheObject() {
    assertThat(refusal(new KubernetesClientException("no", 422, status(422))).explanation())
        .isEqualTo("the API server refuses Deployment podinfo.test: the server's own words");
  }

  @Test
  void aFieldThatTheKindDoesNotHaveIsAMistakeOfTheManifest() {
    var status =
        new StatusBuilder()
            .withCode(500)
            .withMessage(
                "failed to create typed patch object (test/podinfo; apps/v1, Kind=Deployment): .spec.replcas: field not declared in schema\n.spec.x: field not declared in schema")
            .build();

    var problem = refusal(new KubernetesClientException("no", 500, status));

    assertThat(problem.reason()).isEqualTo("Invalid");
    assertThat(problem.isRetriable()).isFalse();
    assertThat(problem.explanation())
        .isEqualTo(
            "the API server refuses Deployment podinfo.test: .spec.replcas: field not declared in schema; .spec.x: field not declared in schema");
  }

  @Test
  void anApiServerThatIsAwayIsTriedAgain() {
    var problem =
        refusal(
            new KubernetesClientException("failed", new ConnectException("Connection refused")));

    assertThat(problem.reason()).isEqualTo("ApiServerUnreachable");
    assertThat(problem.isRetriable()).isTrue();
    assertThat(problem.explanation()).contains("Connection refused");
  }

  private static ProblemException refusal(KubernetesClientException error) {
    return Refusal.of("update", Deployment.class, "/scale", "test", "podinfo", error);
  }

  private static Status status(int code) {
    return new StatusBuilder().withCode(code).withMessage("the server's own words").build();
  }
}
