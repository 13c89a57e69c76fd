package dev.sluice.playground.apiserver;

import org.junit.jupiter.api.AfterAll;

/** The contract, on the embedded server. */
class EmbeddedApiServerTest extends ApiServerContract {
  private static final ApiServer SERVER = ApiServer.start();

  @Override
  String kubeconfig() {
    return SERVER.kubeconfig();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }
}
