package dev.sluice.playground.world.gateway;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Asks something of a named value, of a header for example.
 *
 * @param negated whether it is the values that fail the test that match, and none at all
 */
record ValueMatch(String name, Predicate<String> test, boolean negated) {
  static ValueMatch exact(String name, String value) {
    return new ValueMatch(name, value::equals, false);
  }

  static ValueMatch regex(String name, String expression) {
    return new ValueMatch(name, Pattern.compile(expression).asMatchPredicate(), false);
  }

  boolean matches(Optional<String> value) {
    return value.filter(test).isPresent() != negated;
  }
}
