package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.ServiceSpec;
import dev.sluice.crds.ServiceSpec.HeaderChanges;
import dev.sluice.operator.traffic.RoutedService;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendObjectReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeader;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeaderFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRequestMirrorFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRequestMirrorFilterBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What HTTP and gRPC rules change about requests and responses, in the same words. */
final class Filters {
  static final String REQUEST_HEADERS = "RequestHeaderModifier";
  static final String RESPONSE_HEADERS = "ResponseHeaderModifier";
  static final String MIRROR = "RequestMirror";

  private static final String SET_COOKIE = "Set-Cookie";

  private Filters() {}

  static Optional<HTTPHeaderFilter> requestHeaders(RoutedService service) {
    ServiceSpec.Headers headers = service.spec().headers();
    return Optional.ofNullable(headers)
        .map(ServiceSpec.Headers::request)
        .map(changes -> headerFilter(changes.set(), changes.add(), changes.remove()));
  }

  /** One filter for both: a rule may not have two that change the response's headers. */
  static Optional<HTTPHeaderFilter> responseHeaders(
      RoutedService service, @Nullable String setCookie) {
    ServiceSpec.Headers headers = service.spec().headers();
    HeaderChanges changes = headers == null ? null : headers.response();
    if (changes == null) {
      return setCookie(setCookie);
    }
    Map<String, String> add = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    add.putAll(changes.add());
    if (setCookie != null) {
      add.put(SET_COOKIE, setCookie);
    }
    return Optional.of(headerFilter(changes.set(), add, changes.remove()));
  }

  static Optional<HTTPHeaderFilter> setCookie(@Nullable String cookie) {
    return Optional.ofNullable(cookie)
        .map(value -> headerFilter(Map.of(), Map.of(SET_COOKIE, value), List.of()));
  }

  private static HTTPHeaderFilter headerFilter(
      Map<String, String> set, Map<String, String> add, List<String> remove) {
    return new HTTPHeaderFilter(headers(add), remove, headers(set));
  }

  private static List<HTTPHeader> headers(Map<String, String> headers) {
    return new TreeMap<>(headers)
        .entrySet().stream().map(h -> new HTTPHeader(h.getKey(), h.getValue())).toList();
  }

  /** The mirrors of {@code service.mirror}, and the canary's. */
  static List<HTTPRequestMirrorFilter> mirrors(RoutedService service, boolean toCanary) {
    Stream<HTTPRequestMirrorFilter> configured =
        service.spec().mirror().stream()
            .map(ServiceSpec.Mirror::backendRef)
            .flatMap(Stream::ofNullable)
            .map(ref -> new HTTPRequestMirrorFilterBuilder().withBackendRef(backend(ref)).build());
    return Stream.concat(configured, toCanary ? Stream.of(mirrorToCanary(service)) : Stream.empty())
        .toList();
  }

  private static HTTPRequestMirrorFilter mirrorToCanary(RoutedService service) {
    AnalysisSpec analysis = service.analysis();
    Integer weight = analysis.mirrorWeight();
    boolean share = weight != null && weight > 0 && weight < 100;
    return new HTTPRequestMirrorFilterBuilder()
        .withBackendRef(
            new BackendObjectReferenceBuilder()
                .withGroup("")
                .withKind("Service")
                .withName(service.canary())
                .withPort(service.port())
                .build())
        .withPercent(share ? weight : null)
        .build();
  }

  static boolean isMirrorToCanary(@Nullable HTTPRequestMirrorFilter mirror, RoutedService service) {
    return mirror != null
        && mirror.getBackendRef() != null
        && service.canary().equals(mirror.getBackendRef().getName());
  }

  private static BackendObjectReference backend(ServiceSpec.BackendRef ref) {
    return new BackendObjectReferenceBuilder()
        .withGroup(ref.group() == null ? "" : ref.group())
        .withKind(ref.kind() == null ? "Service" : ref.kind())
        .withName(ref.name())
        .withNamespace(ref.namespace())
        .withPort(ref.port())
        .build();
  }
}
