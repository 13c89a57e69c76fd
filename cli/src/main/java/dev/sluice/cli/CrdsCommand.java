package dev.sluice.cli;

import dev.sluice.cli.stage.Definitions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice crds}. */
@Command(
    name = "crds",
    description = {
      "Print the custom resource definitions of this version, or install them.",
      "Those of another version, or of Flagger, are replaced; the objects stay."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true)
final class CrdsCommand implements Runnable {
  private final PrintWriter out;

  @Option(names = "--apply", description = "Write them to the cluster, instead of printing them.")
  private boolean apply;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "How to reach the cluster (default: as kubectl does).")
  private @Nullable Path kubeconfig;

  CrdsCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void run() {
    if (!apply) {
      out.print(Definitions.yaml());
      out.flush();
      return;
    }
    ClusterAccess access = new ClusterAccess(kubeconfig, null);
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(access.config()).build()) {
      Definitions.apply(client).forEach(name -> out.println(name + " is as this version has it"));
    } catch (KubernetesClientException e) {
      throw new UserErrorException(
          "The definitions could not be written: " + ClusterAccess.reason(e), e);
    }
  }
}
