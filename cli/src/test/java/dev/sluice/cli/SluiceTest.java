package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.boot.Product;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SluiceTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void showsItsVersion() {
    assertThat(run("version")).isZero();
    assertThat(run("--version")).isZero();
    assertThat(run("operator", "-version")).isZero();
    assertThat(out.toString().lines()).containsOnly("sluice " + Product.VERSION).hasSize(3);
  }

  @Test
  void listsItsCommandsWhenNoneIsNamed() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("operator").contains("version");
  }

  @Test
  void tellsAMistypedOptionInOneLineAndSuggestsTheRightOne() {
    assertThat(run("operator", "--mesh-providr=nginx")).isEqualTo(2);
    assertThat(err.toString()).contains("--mesh-providr").contains("--mesh-provider");
    assertThat(err.toString().lines()).hasSize(2);
  }

  @Test
  void tellsABadValueInOneLineWithoutAStackTrace() {
    assertThat(run("operator", "-mesh-provider=ngnix")).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("sluice: --mesh-provider: there is no provider 'ngnix'");
  }

  @Test
  void tellsAKubeconfigThatIsNotThere() {
    assertThat(run("operator", "--kubeconfig", "/nowhere")).isEqualTo(2);
    assertThat(err.toString()).contains("sluice: No kubeconfig can be read at /nowhere.");
  }

  private int run(String... args) {
    PrintWriter output = new PrintWriter(out, true);
    return Sluice.run(
        Arrays.asList(args),
        output,
        new PrintWriter(err, true),
        new OperatorCommand(Map.of(), (_, _, _, _) -> () -> {}),
        new VersionCommand(output));
  }
}
