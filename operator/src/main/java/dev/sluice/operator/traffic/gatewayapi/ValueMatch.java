package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.crds.StringMatch;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Matches;

/**
 * How a header or query parameter is compared.
 *
 * @param type {@code Exact} or {@code RegularExpression}
 */
record ValueMatch(String type, String value) {
  /**
   * @param what the header or parameter, for the message
   * @throws ProblemException if the match asks nothing
   */
  static ValueMatch of(String what, StringMatch match) {
    String exact = match.exact();
    if (exact != null && !exact.isEmpty()) {
      return new ValueMatch("Exact", exact);
    }
    String regex = Matches.asRegex(match);
    if (regex == null || regex.isEmpty()) {
      throw new ProblemException(
          "MatchNotSupported",
          "the match of %s is empty: give it exact, prefix, suffix or regex".formatted(what));
    }
    return new ValueMatch("RegularExpression", regex);
  }
}
