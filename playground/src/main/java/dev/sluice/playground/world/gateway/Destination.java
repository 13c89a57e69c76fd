package dev.sluice.playground.world.gateway;

/** Where a share of a rule's requests goes. */
sealed interface Destination {
  /**
   * @param filters for this destination alone
   */
  record To(Backend backend, Filters filters) implements Destination {}

  /** A reference that leads nowhere: its share of the requests is answered with 500. */
  record Broken(String why) implements Destination {}
}
