package dev.sluice.e2e;

import dev.sluice.crds.CanaryStatus;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a scenario ended, without what differs from run to run: names, times, measured values, checks
 * that failed because nothing was measured yet, and what is told beside the rollout.
 */
record Ending(
    String phase,
    int weight,
    boolean promoted,
    String primaryImage,
    int targetPods,
    List<String> outcomes,
    Set<String> events) {

  static Ending of(App app) {
    CanaryStatus status = app.status();
    Set<String> events = new TreeSet<>();
    for (String text : app.events()) {
      if (!text.startsWith("Halt ") && !text.matches(".*metrics? providers.*")) {
        events.add(text.replace(app.namespace(), "ns").replaceAll("\\d+\\.\\d+%", "N%"));
      }
    }
    return new Ending(
        status.phase(),
        status.canaryWeight(),
        status.lastAppliedSpec().equals(status.lastPromotedSpec()),
        app.image("podinfo-primary"),
        app.deployment(App.NAME).get().getSpec().getReplicas(),
        status.history().stream().map(CanaryStatus.Release::outcome).toList(),
        events);
  }
}
