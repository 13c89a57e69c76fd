package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.playground.apiserver.ApiServer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrdsCommandTest {
  private static final String CANARIES = "canaries.flagger.app";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void printsWhatKubectlCanApply() {
    assertThat(run("crds")).isZero();
    assertThat(out.toString().split("(?m)^---$"))
        .allSatisfy(document -> assertThat(document).contains("kind: CustomResourceDefinition"));
  }

  @Test
  void writesOverTheDefinitionsOfAnotherVersion(@TempDir Path folder) throws IOException {
    Path kubeconfig = folder.resolve("kubeconfig");
    try (ApiServer server = ApiServer.start();
        KubernetesClient client =
            new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build()) {
      server.writeKubeconfig(kubeconfig);
      assertThat(run("crds", "--apply", "--kubeconfig", kubeconfig.toString())).isZero();
      client
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(CANARIES)
          .edit(
              old -> {
                old.getSpec().getNames().setShortNames(List.of("old"));
                return old;
              });
      assertThat(run("crds", "--apply", "--kubeconfig", kubeconfig.toString())).isZero();

      CustomResourceDefinition canaries =
          client.apiextensions().v1().customResourceDefinitions().withName(CANARIES).get();
      assertThat(canaries.getSpec().getNames().getShortNames()).doesNotContain("old");
    }
    assertThat(out.toString().lines()).contains(CANARIES + " is as this version has it");
  }

  @Test
  void tellsInOneLineThatThereIsNoCluster(@TempDir Path folder) throws IOException {
    Path kubeconfig = folder.resolve("kubeconfig");
    try (ApiServer server = ApiServer.start()) {
      server.writeKubeconfig(kubeconfig);
    }
    assertThat(Files.exists(kubeconfig)).isTrue();
    assertThat(run("crds", "--apply", "--kubeconfig", kubeconfig.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("sluice: The definitions could not be written: ");
  }

  private int run(String... args) {
    PrintWriter output = new PrintWriter(out, true);
    return Sluice.run(List.of(args), output, new PrintWriter(err, true), new CrdsCommand(output));
  }
}
