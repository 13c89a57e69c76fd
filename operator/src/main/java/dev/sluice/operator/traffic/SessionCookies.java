package dev.sluice.operator.traffic;

import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.AnalysisSpec.SessionAffinity;
import dev.sluice.operator.kube.GoDuration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What session affinity sets and deletes in browsers. */
final class SessionCookies {
  private static final int DEFAULT_MAX_AGE = 86_400;
  private static final int DELETED = -1;
  private static final String DEFAULT_INTERVAL = "1m";

  private final @Nullable SessionAffinity affinity;
  private final String interval;
  private final Cookies cookies;

  /** In an A/B test there is no affinity: what a request matches is where it stays. */
  SessionCookies(AnalysisSpec analysis, Cookies cookies) {
    Integer iterations = analysis.iterations();
    boolean abTest = !analysis.match().isEmpty() && iterations != null && iterations > 0;
    this.affinity = abTest ? null : analysis.sessionAffinity();
    String configured = analysis.interval();
    this.interval = configured == null || configured.isEmpty() ? DEFAULT_INTERVAL : configured;
    this.cookies = cookies;
  }

  /** {@code name=value} of those who stay on the canary. */
  Optional<String> canary() {
    return affinity == null ? Optional.empty() : Optional.ofNullable(cookies.canary());
  }

  /** {@code name=value} of those who stay on the primary. */
  Optional<String> primary() {
    boolean wanted = affinity != null && affinity.primaryCookieName() != null;
    return wanted ? Optional.ofNullable(cookies.primary()) : Optional.empty();
  }

  /** {@code name=value} of those who stay on the baseline. */
  Optional<String> baseline() {
    return affinity == null ? Optional.empty() : Optional.ofNullable(cookies.baseline());
  }

  /** {@code name=value} of those who stayed somewhere and need not any more. */
  List<String> stale() {
    return affinity == null
        ? List.of()
        : Stream.of(cookies.canary(), cookies.previous(), cookies.baseline())
            .flatMap(Stream::ofNullable)
            .distinct()
            .toList();
  }

  @Nullable String setCanary() {
    return canary().map(this::lasting).orElse(null);
  }

  @Nullable String setBaseline() {
    return baseline().map(this::lasting).orElse(null);
  }

  private String lasting(String cookie) {
    Integer maxAge = affinity == null ? null : affinity.maxAge();
    return attributes(cookie, maxAge == null || maxAge == 0 ? DEFAULT_MAX_AGE : maxAge);
  }

  /** Lives for one interval: the next step may give its user to the canary. */
  @Nullable String setPrimary() {
    return primary()
        .map(
            cookie ->
                attributes(
                    cookie, GoDuration.parse(interval, "spec.analysis.interval").toSeconds()))
        .orElse(null);
  }

  /** With the attributes that it was set with, or browsers would keep it. */
  String delete(String cookie) {
    return attributes(cookie, DELETED);
  }

  /** In Flagger's order. */
  private String attributes(String cookie, long maxAge) {
    StringBuilder result = new StringBuilder(cookie).append("; Max-Age=").append(maxAge);
    if (affinity != null) {
      append(result, "Domain", affinity.domain());
      appendIf(result, "HttpOnly", affinity.httpOnly());
      appendIf(result, "Partitioned", affinity.partitioned());
      append(result, "Path", affinity.path());
      append(result, "SameSite", affinity.sameSite());
      appendIf(result, "Secure", affinity.secure());
    }
    return result.toString();
  }

  private static void append(StringBuilder cookie, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      cookie.append("; ").append(name).append('=').append(value);
    }
  }

  private static void appendIf(StringBuilder cookie, String name, @Nullable Boolean wanted) {
    if (Boolean.TRUE.equals(wanted)) {
      cookie.append("; ").append(name);
    }
  }
}
