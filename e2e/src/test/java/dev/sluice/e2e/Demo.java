package dev.sluice.e2e;

import dev.sluice.playground.world.load.VersionReader;

/**
 * What an app's pods run. Scenarios call its versions 1.0.0, 1.1.0 and so on; what follows says how
 * one behaves: {@code 1.2.0-errors50}, {@code 1.3.0-slow600}, {@code 1.1.0-notready}.
 */
interface Demo {
  /** Through which every demo is reached. */
  String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: podinfo}
      spec:
        selector: {app: podinfo}
        ports: [{name: http, port: 80, targetPort: http}]
      """;

  /** A Deployment of two pods and its Service, as YAML. */
  String manifests(String version);

  /** What a strategic merge patch of a Deployment has to say for a version, as JSON. */
  String patch(String version);

  /** An image as the playground has it, with the version by its name in scenarios. */
  String inScenario(String image);

  /** Finds that name in an answer. */
  VersionReader reader();

  /**
   * Must be called by who changes the behaviour of running pods by a mounted file.
   *
   * @throws org.opentest4j.TestAbortedException if the pods do not look at it
   */
  void requireFiles();
}
