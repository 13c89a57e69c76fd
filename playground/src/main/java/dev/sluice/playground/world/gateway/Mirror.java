package dev.sluice.playground.world.gateway;

import java.util.random.RandomGenerator;

/**
 * A backend that gets copies.
 *
 * @param numerator out of {@code denominator} requests are copied
 */
record Mirror(Backend backend, int numerator, int denominator) {
  boolean takes(RandomGenerator random) {
    return numerator >= denominator || random.nextInt(denominator) < numerator;
  }
}
