package dev.sluice.operator.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.CanaryStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

/** A9: the payload's checksum. */
final class ChecksumTest {
  private final KubernetesSerialization json = new KubernetesSerialization();

  @Test
  void isWrittenInTheSafeAlphabet() {
    assertThat(Checksum.of(null)).matches("[bcdfghjklmnpqrstvwxz2456789]{1,10}");
  }

  @Test
  void isTheSameForTheSameRevisionAndConfigs() {
    String one =
        Checksum.of(
            status("{phase: Progressing, lastAppliedSpec: abc, trackedConfigs: {a: '1', b: '2'}}"));
    String same =
        Checksum.of(
            status("{phase: Promoting, lastAppliedSpec: abc, trackedConfigs: {b: '2', a: '1'}}"));
    assertThat(same).isEqualTo(one);
  }

  @Test
  void changesWithTheRevisionAndWithEveryConfig() {
    String one = Checksum.of(status("{lastAppliedSpec: abc, trackedConfigs: {a: '1'}}"));
    assertThat(Checksum.of(status("{lastAppliedSpec: abd, trackedConfigs: {a: '1'}}")))
        .isNotEqualTo(one);
    assertThat(Checksum.of(status("{lastAppliedSpec: abc, trackedConfigs: {a: '2'}}")))
        .isNotEqualTo(one);
    assertThat(Checksum.of(status("{lastAppliedSpec: abc}"))).isNotEqualTo(one);
  }

  private CanaryStatus status(String yaml) {
    return json.unmarshal("---\n" + yaml, CanaryStatus.class);
  }
}
