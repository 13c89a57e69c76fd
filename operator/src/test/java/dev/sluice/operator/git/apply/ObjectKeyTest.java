package dev.sluice.operator.git.apply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ObjectKeyTest {
  @ParameterizedTest
  @CsvSource({
    "apps, v1, Deployment, demo, podinfo, demo_podinfo_apps_Deployment",
    "'', v1, Namespace, '', demo, _demo__Namespace",
    "rbac.authorization.k8s.io, v1, ClusterRole, '', a_b:c, _a_b:c_rbac.authorization.k8s.io_ClusterRole",
  })
  void isWrittenAsFluxDoesAndReadBack(
      String group, String version, String kind, String namespace, String name, String id) {
    ObjectKey key = new ObjectKey(group, version, kind, namespace, name);
    assertThat(key.id()).isEqualTo(id);
    assertThat(ObjectKey.parse(id, version)).contains(key);
  }

  @ParameterizedTest
  @CsvSource({"nonsense", "a_b", "a_b_c"})
  void isNotReadFromAnythingElse(String id) {
    assertThat(ObjectKey.parse(id, "v1")).isEmpty();
  }
}
