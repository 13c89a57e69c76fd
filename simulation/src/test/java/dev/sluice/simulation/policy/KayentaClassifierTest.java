package dev.sluice.simulation.policy;

import static dev.sluice.simulation.policy.KayentaClassifier.Label.HIGH;
import static dev.sluice.simulation.policy.KayentaClassifier.Label.NO_DATA;
import static dev.sluice.simulation.policy.KayentaClassifier.Label.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Cases that Kayenta describes, with the settings that it describes them for. */
class KayentaClassifierTest {
  private final KayentaClassifier classifier = new KayentaClassifier(0.10, 0.95, 1);

  @Test
  void aCanaryFarAboveIsHigh() {
    double[] canary = {20, 22, 21, 25, 30};
    double[] baseline = {1, 2.2, 1.1, 2.5, 3};
    assertThat(classifier.classify(canary, baseline)).isEqualTo(HIGH);
    assertThat(classifier.classify(baseline, canary)).isEqualTo(PASS);
  }

  @Test
  void anIncreaseThatIsAllowedIsNotHigh() {
    double[] canary = {20, 22, 21, 25, 30};
    double[] baseline = {19, 18, 17, 18.5, 19.5};
    assertThat(classifier.classify(canary, baseline)).isEqualTo(HIGH);
    assertThat(new KayentaClassifier(0.10, 0.95, 1.3).classify(canary, baseline)).isEqualTo(PASS);
  }

  @Test
  void anEffectThatCannotBeToldIsNoExcuse() {
    double[] canary = {54.9, 54.5, 55.1, 55.6, 57.4};
    double[] nothing = {0, 0, 0, 0, 0};
    assertThat(new KayentaClassifier(0.10, 0.95, 1.2).classify(canary, nothing)).isEqualTo(HIGH);
  }

  @Test
  void identicalPopulationsPassInAnyOrder() {
    double[] canary = {1, 2, 3, 4, 5};
    double[] baseline = {5, 4, 3, 2, 1};
    assertThat(classifier.classify(canary, baseline)).isEqualTo(PASS);
  }

  @Test
  void populationsThatAreTiedThroughoutPass() {
    assertThat(classifier.classify(new double[] {1, 1, 1}, new double[] {1, 1})).isEqualTo(PASS);
  }

  @Test
  void constantsDecideByThemselves() {
    double[] ten = {10, 10, 10, 10, 10};
    double[] one = {1, 1, 1, 1, 1};
    assertThat(classifier.classify(ten, one)).isEqualTo(HIGH);
    assertThat(classifier.classify(one, ten)).isEqualTo(PASS);
  }

  @Test
  void oneOutlierAmongTiesPasses() {
    double[] canary = {1, 1, 1, 1, 10};
    double[] baseline = {1, 1, 1, 1, 1};
    assertThat(classifier.classify(canary, baseline)).isEqualTo(PASS);
  }

  @Test
  void withoutValuesThereIsNothingToSay() {
    assertThat(classifier.classify(new double[0], new double[] {1, 2})).isEqualTo(NO_DATA);
    assertThat(classifier.classify(new double[] {1, 2}, new double[0])).isEqualTo(NO_DATA);
  }
}
