package dev.sluice.operator.boot;

import dev.sluice.operator.boot.OperatorOptions.LeaderElection;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This replica's claim to be the one that works: it holds the Lease. */
final class Leadership {
  private static final Logger log = LoggerFactory.getLogger(Leadership.class);
  static final String LEASE = "flagger-leader-election";

  private final LeaderElection options;
  private final String lease;
  private final KubernetesClient client;
  private final Runnable lost;
  private final String identity =
      System.getenv().getOrDefault("HOSTNAME", "sluice") + "_" + UUID.randomUUID();
  private volatile boolean closing;

  /**
   * @param lost ends this process, because another replica may work from now on
   */
  Leadership(OperatorOptions operator, KubernetesClient client, Runnable lost) {
    this.options = operator.leaderElection();
    this.lease = operator.scope().name(LEASE);
    this.client = client;
    this.lost = lost;
  }

  LeaderElectionConfiguration configuration() {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(lease)
        .withLeaseNamespace(options.namespace())
        .withIdentity(identity)
        .withLeaseDuration(options.leaseDuration())
        .withRenewDeadline(options.renewDeadline())
        .withRetryPeriod(options.retryPeriod())
        .withLeaderCallbacks(new LeaderCallbacks(this::started, this::stopped, leader -> {}))
        // The framework would end the process also when it is asked to stop in peace.
        .withExitOnStopLeading(false)
        .build();
  }

  /** From now on the end of the leadership is wanted. */
  void closing() {
    closing = true;
  }

  /** Lets another replica begin at once; to be called when nothing of this one works any more. */
  void release() {
    if (!options.enabled()) {
      return;
    }
    try {
      Lease held = client.leases().inNamespace(options.namespace()).withName(lease).get();
      if (held != null && identity.equals(held.getSpec().getHolderIdentity())) {
        // With its resource version: whoever took it meanwhile keeps it.
        client.resource(held.edit().editSpec().withHolderIdentity(null).endSpec().build()).update();
      }
    } catch (KubernetesClientException e) {
      log.warn("The Lease was not given back, others wait for its end: {}", e.getMessage());
    }
  }

  private void started() {
    log.info("This replica works now: it holds the Lease {}.{}", lease, options.namespace());
  }

  private void stopped() {
    if (!closing) {
      log.error("The Lease {}.{} is lost; another replica works now", lease, options.namespace());
      lost.run();
    }
  }
}
