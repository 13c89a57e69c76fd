package dev.sluice.operator.metrics;

/**
 * Which requests failed.
 *
 * @param some matcher of those that did
 * @param none matcher of those that did not
 */
record Failed(String some, String none) {
  /** By an HTTP status. */
  static Failed status(String label, String pattern) {
    return new Failed(
        "%s=~\"%s\"".formatted(label, pattern), "%s!~\"%s\"".formatted(label, pattern));
  }

  /** By what Linkerd makes of it. */
  static Failed classification(String failure) {
    return new Failed(
        "classification=\"%s\"".formatted(failure), "classification!=\"%s\"".formatted(failure));
  }
}
