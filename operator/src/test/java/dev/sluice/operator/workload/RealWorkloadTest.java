package dev.sluice.operator.workload;

import io.fabric8.kubernetes.client.Config;
import java.io.File;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** On a real API server, named by {@code -Dsluice.kubeconfig=FILE}. */
@EnabledIfSystemProperty(named = "sluice.kubeconfig", matches = ".+")
final class RealWorkloadTest extends WorkloadOnServerContract {
  @Override
  Config config() {
    return Config.fromKubeconfig(new File(System.getProperty("sluice.kubeconfig")));
  }
}
