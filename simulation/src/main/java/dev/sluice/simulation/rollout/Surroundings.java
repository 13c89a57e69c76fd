package dev.sluice.simulation.rollout;

/**
 * What a rollout does not say of its traffic. All are shares of the requests of all users.
 *
 * @param matching that match an A/B test, 0 to 1
 * @param mirrored of the primary's that the canary gets a copy of while its requests are mirrored,
 *     0 to 1
 * @param loadTest that a load test sends the canary while it is judged, beside those of users, 0 or
 *     more
 */
public record Surroundings(double matching, double mirrored, double loadTest) {
  public Surroundings {
    if (!(matching >= 0 && matching <= 1 && mirrored >= 0 && mirrored <= 1 && loadTest >= 0)) {
      throw new IllegalArgumentException(
          "shares are from 0 to 1: %s, %s, %s".formatted(matching, mirrored, loadTest));
    }
  }
}
